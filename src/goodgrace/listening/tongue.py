"""Which language a text is in, as far as we must know: whether it is English, which the listener was taught."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from goodgrace.listening.pieces import in_pieces
from goodgrace.listening.spacing import without_unseen

FEWEST_WORDS = 4
"""Of fewer words nothing is said, unless they are in another script."""
STRANGE = 2.1
"""English words fall into 1.2 pieces of the model's vocabulary on average, those of other languages into 2 or more."""

ENGLISH = frozenset(
    "the a an and or but if of to in on at by for with from into about as is are was were be been am do does did done"
    " have has had will would can could should may might must not no i i'm i've you your he she it we they me my mine"
    " him his her its our their them us this that these those there here what when where who why how which all any"
    " some more most than then so very just because after before again please thank thanks hello hi your yours it's"
    " don't can't won't didn't isn't wasn't that's got get still now never".split()
)
OTHERS = {
    "German": "der die das und ist nicht ich sie wir ein eine einen mit auf für von zu dem den des im es mein meine ihr"
    " ihre haben habe hat wurde werden bitte aber auch noch nach bei seit kann mich mir uns sich wie wenn oder",
    "French": "le la les un une des et est pas je vous nous ne que qui dans pour avec sur mon ma mes votre vos du de au"
    " aux ce cette il elle ont suis été mais plus merci bonjour depuis très tout car donc j'ai c'est n'est",
    "Spanish": "el la los las un una y es no que de en por para con mi mis su se me lo como pero más muy ha he han"
    " está fue gracias hola desde porque cuando tengo ya al del le nos usted ustedes",
    "Italian": "il lo la gli le un una e è non che di in per con mio mia si mi ho ha sono ma più grazie buongiorno"
    " dopo quando della del al alla anche come questo questa vostro vi perché sto",
    "Portuguese": "o a os as um uma e é não que de em por para com meu minha se me eu mas mais muito obrigado obrigada"
    " foi tem está já do da no na ao você vocês quando porque desde",
    "Dutch": "de het een en is niet ik u je wij we van voor met op in dat die mijn uw zijn heb heeft maar ook nog naar"
    " bij kan mij ons bedankt graag geen wel deze",
    "Polish": "i w nie na się to że jest do z po jak o ja mam mój moja proszę dziękuję ale od za czy już dla tak przez",
    "Swedish": "och att det som en ett jag är inte på för med av har den till om min mitt ni vi mig men tack från",
    "Turkish": "bir ve bu için ben çok ne var değil da de ile mi benim lütfen teşekkürler ama daha gibi kadar",
}
_SPOKEN_IN = {
    word: tuple(name for name, words in OTHERS.items() if word in words.split())
    for word in " ".join(OTHERS.values()).split()
}
"""The other languages that have each small word."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NO_WORD = re.compile(r"(.)\1\1+|[a-z'’]{46,}", re.IGNORECASE)
"""One letter over and over, or more letters in a row than the longest English word has."""
FIRST = 100_000
"""Characters of a message in which a word is looked for."""


def has_words(text: str) -> bool:
    """Whether there is a word or a picture in a text."""
    seen = without_unseen(text[:FIRST])
    if not seen.isascii() and any(ord(mark) > 0x2190 for mark in seen):
        return True
    return any(not _NO_WORD.fullmatch(word[0]) for word in _WORD.finditer(seen))


def is_english(text: str) -> bool:
    """Whether a text is in English, or has too few words to tell: then it is taken as such."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(without_unseen(text[:4000]))]
    if sum(map(len, words)) == 0:
        return True
    if not text.isascii() and _foreign_letters(words) > 0.4:
        return False
    if len(words) < FEWEST_WORDS:
        return True
    return not _reads_as_another(words)


def _reads_as_another(words: list[str]) -> bool:
    """Small words decide: each language has its own; without any, how strange the words are to the vocabulary."""
    english = sum(word in ENGLISH for word in words)
    spoken = Counter(name for word in words for name in _SPOKEN_IN.get(word, ()))
    other = max(spoken.values(), default=0)
    if max(english, other) >= 2 and abs(english - other) >= 0.1 * len(words):
        return other > english
    strange = sum(map(in_pieces, words)) / len(words)
    return english < 0.15 * len(words) and strange > STRANGE


def _foreign_letters(words: list[str]) -> float:
    """The share of letters that are not Latin."""
    letters = [letter for word in words for letter in word]
    return sum(not _is_latin(letter) for letter in letters) / len(letters)


@lru_cache(maxsize=4096)
def _is_latin(letter: str) -> bool:
    return letter.isascii() or "LATIN" in unicodedata.name(letter, "") or not letter.isalpha()
