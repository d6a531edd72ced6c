"""Sentences that stand close together: of each class, what must still be raised and what must not."""

import json
from pathlib import Path

import pytest

from goodgrace.listening.hearing import hear
from goodgrace.listening.moments.finding import find, to_act_on

RAISED = {
    "bereavement": """
        I lost my mother in March.
        I lost my mother at the hospital.
        We lost my father in a car accident.
        I lost my husband to cancer, then I found a letter from you.
        I lost my mother and I found her will in your safe.
        I lost my wife and found her dead in the garden.
        I lost my son. He was found in the river.
        We lost my brother in the mall shooting.
        I lost my daughter in childbirth.
        I lost my grandfather last week, please cancel his contract.
        We lost our mum two days before the flight.
        You wrote that he is alive, but my husband is deceased.
        You know that my husband is deceased.
        I told you that my wife died.
        I wrote that my father passed away in May.
        The hospital called and said that my mother died.
        The police came and told us my son was killed.
        You said that because my husband died you cannot talk to me.
        Your colleague was kind when I said that my wife died.
        My mother died, and my father is 90 but he is still alive.
        My husband died but I am alive and need the pension.
        My mother died last year but I am fine.
        My father died. He is alive in our hearts.
        My father has been dead for two years, and we talk as if he's still alive.
        My husband died and I wish he was alive.
        My mother died. My car died too.
        My mother, the card holder, died.
        My husband (joint account) passed away.
        My wife (same surname) has died.
        My baby died.
        Our baby, a girl, died at birth.
        The account is my late father's.
        The phone was my dead husband's.
        The car belonged to my deceased mother.
        I used to call my late husband every day.
        I fear my father won't survive the winter.
        The doctors say my mother will not survive the night.
        My husband might not make it through the operation.
        I'm afraid my mother is going to die.
        We were told that my sister could die.
        My grandmother is not expected to survive.
        My wife isn't going to make it to Christmas.
        I am scared that my son will die.
        I am worried my dad may not live much longer.
        My son committed suicide in June.
    """,
    "illness": """
        My father has dementia and I care for him.
        My wife was ill and dropped my phone.
        My husband is on life support.
        I was ill and my phone was off.
        My mother was ill, and my car had broken down.
        My daughter, who uses the app, is in hospital.
        I was driving my car when I had a stroke.
        Doctors suspect that it is cancer.
        The doctor thinks it is a stroke.
        We fear that it's leukaemia.
        My GP suspects that I have MS.
        My aunt fell. They believe she has had a heart attack.
        My nan can't walk any more.
        The consultant is worried that it could be a tumour.
        My mother was taken in with a suspected stroke.
        My father has a lump. They think it is cancer.
        I'm afraid that it is dementia.
        I used to work but now I am seriously ill.
        You wrote that I am well, but I have cancer.
        I have been diagnosed with epilepsy and you closed my account.
    """,
    "distress": """
        I am suicidal.
        My laptop is broken and I want to kill myself.
        I used to be happy, now I don't want to live.
        My brother is suicidal.
        My phone is the only reason I have not killed myself, I want to die.
        This debt is driving me to suicide.
        I think about ending my life.
        I no longer want to live.
    """,
    "job_loss": """
        I used to have a good wage, but I am unemployed now.
        I am unemployed.
        I was laid off and I am looking for a job.
        I lost my job in May and have no work.
        I used to pay on time, then I lost my job.
        You wrote that I work, but I was laid off.
        My husband has been out of work since June.
        I was unemployed and I have no job now either.
    """,
    "separation": """
        I divorced in May, please change my name at the bank.
        My wife and I are divorced.
        We are divorced from each other since June.
        I divorced my husband, who worked at our bank.
        I separated from my husband.
        I am going through a divorce and the bank needs papers.
        My husband and I split up.
        I am separated from my wife, the bank has our deed.
        I broke up with my partner and moved out.
    """,
    "caring": """
        My father has dementia and I care for him.
        My mother is 92, so I look after her.
        My husband had a stroke, and I am caring for him full time.
        Our son is disabled and we care for him at home.
        My sister, whom I care for, needs a ramp.
        My nan can't walk any more, and I look after her every day.
        My wife has MS and I mostly take care of her.
        My parents are frail, but I care for them alone.
        I have to care for my mother.
    """,
    "hardship": """
        I used to have savings, but now I cannot pay my rent.
        We used to manage, and now we are behind on the mortgage.
        I am homeless.
    """,
}
QUIET = {
    "bereavement": """
        I lost my mother in the supermarket, then I found her.
        We lost my son at Heathrow for twenty minutes.
        I lost my father in the crowd at the station.
        I lost my daughter near the check-in desk.
        You lost my mother at Frankfurt, she needs assistance.
        Your staff lost my grandmother for two hours.
        I lost my wife while we were shopping, and security found her.
        I lost my kids. Security found them at the gate.
        I lost my husband to golf.
        I lost my mother on the phone, can you call back?
        I lost my children in the divorce.
        I lost my partner card.
        I lost my baby weight, so the coat is too big.
        I lost my child benefit letter.
        I lost my brother at the airport but he turned up later.
        You wrote that my husband is deceased, but he is alive.
        You wrote that my husband is deceased.
        Your letter says my wife died. She is alive.
        Your records say that my father is dead. He isn't.
        My credit report says that my mother is deceased, she is very much alive.
        You told me that my son passed away, but that is not true.
        Experian claims that my wife has died.
        The system thinks my mother is dead.
        You keep writing that my brother died. My brother is still alive!
        They said my grandmother died. That was a mistake.
        My baby (the car) died.
        My baby, a 1967 Mustang, died on the highway.
        My baby - my bike - is dead.
        My baby monitor died.
        The mother board died.
        My Brother printer is dead.
        The grandfather clock died last year.
        My family car is dead.
        The sister company is dead.
        My dad's hearing aid died.
        My mother's tablet died.
        My mother will die of embarrassment.
        My son will die if the console is not here by Friday.
        My mother won't survive without the telly.
        If my mother dies, who gets the points?
    """,
    "illness": """
        My phone was ill.
        My laptop is in intensive care.
        My car is in hospital again.
        The washing machine had a heart attack.
        My computer has covid, I think it is a virus.
        Our old boiler is on life support.
        The app is sick.
        My dog is ill.
        Our cat has cancer.
        I think it is terminal 4.
        I think it is a stroke of luck.
        They suspect that it is fraud of the airline.
        Doctors do not suspect that it is cancer.
        Your form says that I am disabled.
    """,
    "distress": """
        My laptop committed suicide.
        My phone tried to commit suicide.
        The printer wants to die.
        Your app is suicidal.
        My car has committed suicide on the motorway.
        I'm not suicidal.
        I am not going to kill myself over it.
        I never said that I was suicidal.
        That was commercial suicide.
        Our old fridge finally committed suicide.
    """,
    "job_loss": """
        I used to be unemployed, but I have a job now.
        I used to be unemployed.
        I am no longer unemployed.
        I used to be out of work for years, that is over.
        I was unemployed, but now I have a job.
        She was out of work until she found a job.
        My husband was jobless, but he is working again.
        We used to be without work, now we run a shop.
        You wrote that I am unemployed.
        Your form says that I was fired.
        My phone was made redundant.
    """,
    "separation": """
        I divorced from our old bank.
        We are divorced from our old bank.
        I have divorced your company.
        We separated from our insurer in May.
        I split up with my phone provider.
        I broke up with my gym.
        My bank and I are getting divorced.
        Your prices are divorced from reality.
        The two companies have separated.
        You wrote that I am divorced.
    """,
    "caring": """
        Please take care of my garden.
        I don't care for them.
        I care for him deeply.
        My wife likes your shop and I care for quality.
        My mother asked and I look after the shop.
        I used to care for my mother.
        Your staff were rude, I don't care for her.
        My father is well and I care for my money.
    """,
    "hardship": """
        I used to be homeless.
        I used to struggle to pay the rent, but those days are over.
        We are no longer homeless.
        I am not homeless.
    """,
}


def cases(listed: dict[str, str]) -> list[tuple[str, str]]:
    return [(moment, line.strip()) for moment, lines in listed.items() for line in lines.strip().splitlines()]


@pytest.mark.parametrize(("moment", "text"), cases(RAISED))
def test_what_is_so_or_feared_is_still_raised(moment: str, text: str) -> None:
    assert moment in {found.moment for found in find(text) if to_act_on(found)}


@pytest.mark.parametrize(("moment", "text"), cases(QUIET))
def test_what_only_stands_close_to_it_is_not_raised(moment: str, text: str) -> None:
    assert moment not in {found.moment for found in find(text) if to_act_on(found)}


REVIEWED = [
    json.loads(line)
    for line in (Path(__file__).parent / "labelled/reviewed.jsonl").read_text(encoding="utf-8").splitlines()
]
"""Sentences that a reviewer invented and judged by hand before any was heard; many were heard wrongly at first."""


@pytest.mark.parametrize("line", REVIEWED, ids=[line["text"] for line in REVIEWED])
def test_what_a_reviewer_invented_is_heard_as_judged(line: dict[str, list[str]]) -> None:
    heard = hear(str(line["text"]))
    raised = {found.moment for found in heard.moments_to_act_on}

    assert set(line["raises"]) <= raised
    if not line["raises"]:
        assert (raised, heard.stakes.level == "high") == (set(), False)
