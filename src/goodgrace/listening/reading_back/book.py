"""The phrase book: two wordings by moment and kind of note. Colleagues may give their own; theirs wins."""

from collections.abc import Iterable

from goodgrace.listening.reading_back.shape import PhraseBook

BOOK: dict[str, dict[str, tuple[str, str]]] = {
    "any": {
        "jargon": ("Say it in the words you would use at home.", "Leave it out if it is not needed."),
        "acronym": (
            "Write it in full the first time, with the letters in brackets.",
            "Say what it does instead of what it is called.",
        ),
        "reading_level": (
            "Make two sentences of it: first what happens, then why.",
            "Say the one thing that is needed now, and leave the rest for later.",
        ),
        "solution_first": (
            "Begin with what you were told: I am sorry that ...",
            "Begin with: Thank you for telling me. I have read all of it.",
        ),
        "not_mentioned": (
            "I am sorry about what you are going through.",
            "Thank you for telling me this. It matters for what I do next.",
        ),
        "hard_news": (
            "I know this is not the answer you hoped for. ... What I can do is ..., and I will call you on ...",
            "I am sorry, I have to say no to this, because ... What is possible instead is ...",
        ),
    },
    "bereavement": {
        "not_mentioned": (
            "I am so sorry that ... has died.",
            "I am sorry for your loss, and that you have to deal with us in these days.",
        ),
        "solution_first": (
            "I am so sorry that ... has died. When you are ready, this is all we need: ...",
            "First of all, my condolences. Nothing here is urgent.",
        ),
        "hard_news": (
            "I wish I could spare you this one: I still need ... I will do the rest myself.",
            "I am sorry to bring this up now. ... There is no hurry, and no fee will be added while you sort things out.",
        ),
    },
    "illness": {
        "not_mentioned": (
            "I am sorry that ... is ill, and I hope for the best.",
            "I read what you wrote about ... I will keep this as short as I can.",
        ),
        "solution_first": (
            "I am sorry to hear about the illness. So that you have one thing less: ...",
            "Before anything else: I hope that things are getting better.",
        ),
        "hard_news": (
            "I know this comes at a bad time, and I am sorry. ...",
            "I would rather not add to what you are carrying. ... Here is what I can take off your hands: ...",
        ),
    },
    "job_loss": {
        "not_mentioned": (
            "I am sorry about the job.",
            "Losing your work is hard enough; let us see what we can take off the bill.",
        ),
        "solution_first": (
            "I am sorry about the job. Let us look at what you can manage now.",
            "Thank you for telling us early; that leaves us more ways to help.",
        ),
        "hard_news": (
            "I know money is short just now, so I looked for what is possible: ...",
            "I cannot take it away, and I can give it time: ...",
        ),
    },
    "hardship": {
        "not_mentioned": (
            "Thank you for telling me that money is short. You are not alone with this.",
            "I understand that you cannot pay this now. Let us find an amount that leaves you enough to live.",
        ),
        "solution_first": (
            "I understand that this is more than you can pay. These are the ways we have: ...",
            "Before we talk about numbers: you were right to tell us.",
        ),
        "hard_news": (
            "I cannot wipe it out, and I can stop it from growing: ...",
            "This will be hard to read, so first what will not happen: ...",
        ),
    },
    "disaster": {
        "not_mentioned": (
            "I am sorry about what happened to your home. I hope everybody is safe.",
            "After such a thing, a letter from us is the last thing you need.",
        ),
        "solution_first": (
            "I hope that you are all safe. What can wait here will wait.",
            "I am sorry for what happened. This is what I have done already: ...",
        ),
        "hard_news": (
            "I am sorry to come to you with this now. ...",
            "This one I cannot change, and I can give it time: ...",
        ),
    },
    "fraud": {
        "not_mentioned": (
            "I am sorry that somebody did this to you. You did the right thing by telling us.",
            "It is frightening when somebody uses your name. I will stay with this until it is put right.",
        ),
        "solution_first": (
            "I am sorry that this was done to you. This is what keeps more from happening: ...",
            "First: this was not your fault. Then: ...",
        ),
        "hard_news": (
            "I cannot put this right today, and I am sorry. What I have started is ...",
            "You were deceived by people who do this for a living. I have to tell you that ...",
        ),
    },
    "domestic_abuse": {
        "not_mentioned": (
            "Is it safe to reach you this way, and when? We will only use what you tell us is safe.",
            "Thank you for trusting us with this. You decide what happens next, and who hears of it.",
        ),
        "solution_first": (
            "Before anything else: is it safe for you to read this here?",
            "Thank you for trusting us. You decide what is sent where, and who is told.",
        ),
        "hard_news": (
            "I cannot do this one for you myself; may I bring in our advocate, in confidence?",
            "I am sorry. ... May I ask how it is safe to call you about the other way?",
        ),
    },
    "caring": {
        "not_mentioned": (
            "You look after somebody, and that leaves little time; I will make this one thing less.",
            "Thank you for telling me that you are caring for somebody. When is it good to call?",
        ),
        "solution_first": (
            "Looking after somebody leaves little time, so here is the short of it: ...",
            "Thank you for writing between everything else. ...",
        ),
        "hard_news": (
            "I know that your hands are full. ... What I can do without any paper from you is ...",
            "I am sorry to ask one more thing of you: ...",
        ),
    },
    "access_need": {
        "not_mentioned": (
            "Thank you for telling us. We will reach you in the way that suits you: ...",
            "How would you like us to reach you? Large print, text or a person to talk to are all possible.",
        ),
        "solution_first": (
            "Thank you for telling me what you need. Here it is in that way: ...",
            "First how we reach you from now on: ... Then to your question: ...",
        ),
        "hard_news": (
            "I am sorry that our form shuts you out. I will fill it in with you: ...",
            "This page does not work for you, and that is our fault. Here is another way: ...",
        ),
    },
    "separation": {
        "not_mentioned": (
            "I am sorry, that is a hard time. I will keep what you tell me apart from the other account.",
            "Thank you for telling me that you live apart now. Let us make sure that each of you gets only your own letters.",
        ),
        "solution_first": (
            "I am sorry that it has come to this. Here is what changes on your side: ...",
            "That is a lot at once. First what I can settle for you alone: ...",
        ),
        "hard_news": (
            "I cannot change this without the other name on the contract, and I know how hard that may be. ...",
            "I am sorry. ... What you can do alone is ...",
        ),
    },
    "distress": {
        "not_mentioned": (
            "I am worried about what you wrote. Is somebody with you right now? May I call you, or ask our advocate to?",
            "Thank you for telling me how bad it is. What is open with us can wait. Please talk to somebody today: a doctor, a friend, or a helpline.",
        ),
        "solution_first": (
            "Before anything about the account: how are you, and is somebody with you?",
            "What we wanted from you can wait. First I would like to hear how you are.",
        ),
        "hard_news": (
            "Please do not read this alone. Nothing has to be done today, and I can call you: ...",
            "This can wait. May I bring in our advocate, who has time for you?",
        ),
    },
}
"""Ours. What stands for *any* moment is used where a moment has no wording of its own."""


def wordings(kind: str, moments: Iterable[str], theirs: PhraseBook | None) -> tuple[str, str] | None:
    """The two wordings for a kind of note: the company's own for this moment, then its general ones, then ours."""
    order = [*moments, "any"]
    for book in (theirs or {}, BOOK):
        for moment in order:
            lines = tuple(book.get(moment, {}).get(kind, ()))
            if lines:
                return lines[0], lines[1] if len(lines) > 1 else lines[0]
    return None


def own_wordings(kind: str, moments: Iterable[str], theirs: PhraseBook | None) -> tuple[str, str] | None:
    """The company's own two wordings, where it has any."""
    found = wordings(kind, moments, theirs) if theirs else None
    has_own = any(kind in (theirs or {}).get(moment, {}) for moment in (*moments, "any"))
    return found if has_own else None
