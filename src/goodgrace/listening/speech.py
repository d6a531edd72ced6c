"""Speech to words, by faster-whisper with a model from a folder that is there: the extra `asr`.

Only the words are taken. Nothing is said about how somebody sounds, and no model is ever fetched.
"""

from pathlib import Path

from goodgrace.errors import InputError

INSTALL = 'pip install "goodgrace[asr]"'


def words_of(audio: Path, model: Path) -> str:
    """What is said in a sound file, in English. Raises InputError where it, the model or the extra is not there."""
    if not audio.is_file():
        raise InputError(f"{audio}: there is no such file.")
    if not (model / "model.bin").is_file():
        raise InputError(
            f"{model}: this is no folder with a faster-whisper model (it holds model.bin, config.json and others)."
        )
    try:
        from faster_whisper import WhisperModel
    except ImportError:
        raise InputError(f"To hear speech, the extra `asr` has to be installed: {INSTALL}") from None
    try:
        reader = WhisperModel(str(model), device="cpu", compute_type="int8", local_files_only=True)
    except (RuntimeError, ValueError, OSError):
        raise InputError(
            f"{model}: this model cannot be read. Take a folder made for faster-whisper (CTranslate2)."
        ) from None
    try:
        pieces, _about = reader.transcribe(str(audio), language="en", vad_filter=True)
        return " ".join(piece.text.strip() for piece in pieces)
    except (OSError, ValueError, RuntimeError, IndexError):
        raise InputError(f"{audio}: this cannot be read as sound. Take WAV, MP3, OGG, FLAC or M4A.") from None
