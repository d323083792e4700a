"""What says nothing but that somebody forgot, promised or hurries; the labelled set is tested with the command."""

from __future__ import annotations

from dataclasses import replace

import pytest

from escalation_bot.domain import non_reasons, reasons
from escalation_bot.domain.policy import NON_REASONS, Motivation, NonReason
from escalation_bot.domain.reasons import NonReasonFound

FORGOT = NonReason(("forgot", "too late to send"), "Being late cannot be the reason.")
PROMISED = NonReason(("promised the customer",), "A promise cannot be the reason.")
OWN = Motivation(built_in=())
"""A policy that goes without the built-in kinds."""
RULES = replace(OWN, non_reasons=(FORGOT, PROMISED, NonReason(("asap", "urgent"), "Say why.")))
BUILT_IN = Motivation()


@pytest.mark.parametrize(
    "text",
    [
        "I forgot to send this in time",
        "I FORGOT",
        "I  promised the\t customer",
        "Sorry, I forgot. Please help!",
        "It was too late to send; please do it ASAP.",
        "urgent!!! urgent!!!",
        "I promised the customer. We may lose them.",
        "I forgot. They decided.",
        "I forgot. SOC-123.",
        "Urgent. Please look at it.",
    ],
)
def test_a_non_reason_alone_is_told(text: str) -> None:
    assert reasons.non_reason(text, RULES) is not None


@pytest.mark.parametrize(
    "text",
    [
        "The shop opens in two weeks and has no prices.",
        "I forgot. The shop opens in two weeks without prices.",
        "Urgent: no. The customer signs on Friday.",
        "I promised the customer. They sign in May.",
        "I promised the customer. They sign in December.",
        "I forgot. It costs 500 a day.",
        "I forgot. About €2k a day.",
        "I forgot. A 40% loss.",
        "I forgot. Renewal is in Q1.",
        "Asap. Deadline 2026-12-01.",
        "forgotten passwords lock out every user of the shop",
        "unforgotten",
        "",
    ],
)
def test_a_reason_beside_a_non_reason_counts(text: str) -> None:
    assert reasons.non_reason(text, RULES) is None


@pytest.mark.parametrize(("words", "refused"), [("prices brakes tyres", True), ("prices brakes tyres engines", False)])
def test_four_words_about_the_case_say_something(words: str, refused: bool) -> None:
    assert (reasons.non_reason(f"I forgot. {words}.", RULES) is not None) is refused


def test_the_first_non_reason_answers() -> None:
    assert reasons.non_reason("I promised the customer. And I forgot.", RULES) == NonReasonFound(
        "promised", PROMISED.answer
    )


def test_a_phrase_with_signs_is_found_as_it_stands() -> None:
    rules = replace(OWN, non_reasons=(NonReason(("c++ build (old)",), "Upgrade."),))
    assert reasons.non_reason("The C++ build (old)!", rules) is not None


def test_without_rules_nothing_is_a_non_reason() -> None:
    assert reasons.non_reason("I forgot", OWN) is None


def test_every_kind_has_its_phrases() -> None:
    assert set(non_reasons.KINDS) == set(NON_REASONS)


@pytest.mark.parametrize(
    "text",
    [
        "I FORGOT to send it in time",
        "I for\u00adgot to send it in time",
        "i   forgott\nto send it in time",
        "I froget it all the time",
        "it is U R G E N T",
        "it is a.s.a.p. please",
        "urgeeeeent!!!",
        "Superurgent!",
        "Jag GLÖMDE skicka det",
        "jag glomde skicka det",
        "Ich habe es voellig vergeßen",
        "J’ai oublié de l’envoyer",
        "j'ai oublie de l'envoyer",
        "Ik ben het vergetn te sturen",
        "Se me olvidó, perdón",
        "bitte schnellstmoeglich",
    ],
)
def test_it_is_known_in_any_spelling(text: str) -> None:
    assert reasons.non_reason(text, BUILT_IN)


@pytest.mark.parametrize(
    "fact",
    [
        "They sign on 3 December.",
        "De skriver på i februari.",
        "Sie unterschreiben am Donnerstag.",
        "Ils signent mercredi.",
        "Ze tekenen in maart.",
        "Firman el miércoles.",
        "It is about 200k.",
        "Det gäller 3 Mkr.",
        "Es geht um 1,2 Mio.",
        "Cela fait 40 k€.",
        "Het gaat om twee miljoen.",
        "Son dos millones.",
        "Penalty clause applies.",
        "Vite utgår enligt avtalet.",
        "Vertragsstrafe droht uns.",
        "Pénalité contractuelle applicable.",
        "Boete volgens contract.",
        "Penalización por contrato.",
    ],
)
def test_a_date_a_sum_or_a_consequence_says_something_in_every_language(fact: str) -> None:
    assert reasons.non_reason("I forgot to send it.", BUILT_IN)
    assert reasons.non_reason(f"I forgot to send it. {fact}", BUILT_IN) is None


def test_the_day_that_was_promised_is_no_reason_and_a_sum_beside_a_promise_is() -> None:
    assert reasons.non_reason("I promised the customer to have it on 3 December at 10:30", BUILT_IN)
    assert reasons.non_reason("I promised the customer, and they cancel a 200k renewal if it is late", BUILT_IN) is None
    assert reasons.non_reason("I promised it to 12 schools", BUILT_IN) is None


def test_what_is_only_pleading_is_none_in_a_language_that_is_known() -> None:
    assert reasons.non_reason("could you do that for us now, and then go on", BUILT_IN)
    assert reasons.non_reason("voisitteko tehdä tämän meille nyt heti", BUILT_IN) is None
    assert reasons.non_reason("今すぐ対応していただけますでしょうか", BUILT_IN) is None


def test_a_better_known_non_reason_answers_before_haste() -> None:
    assert reasons.non_reason("URGENT please: I forgot", BUILT_IN) == NonReasonFound("late")


def test_an_answer_of_the_policys_stands_for_its_kind_in_every_language() -> None:
    rules = Motivation(non_reasons=(FORGOT,))
    assert reasons.non_reason("Jag glömde skicka det", rules) == NonReasonFound("late", FORGOT.answer)
    assert reasons.non_reason("Jag lovade kunden det", rules) == NonReasonFound("promised")


def test_a_kind_that_is_left_out_is_not_known() -> None:
    rules = Motivation(built_in=("late",))
    assert reasons.non_reason("It is urgent", rules) is None
    assert reasons.non_reason("I forgot", rules)


def test_a_phrase_of_the_policys_is_counted_as_it_is_written() -> None:
    rules = Motivation(non_reasons=(NonReason(("golden ticket",), "No."),))
    assert reasons.non_reason("This is a GOLDEN  ticket", rules) == NonReasonFound("golden ticket", "No.")


@pytest.mark.parametrize("phrase", ["(a+)+$", ".*", "[", "a|b", "forgot\\"])
def test_a_phrase_is_text_and_no_pattern(phrase: str) -> None:
    rules = replace(OWN, non_reasons=(NonReason((phrase,), "No."),))
    assert reasons.non_reason("a" * 3000, rules) is None
    assert reasons.non_reason(f"so {phrase}", rules)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("They called support twice and got no answer", True),
        ("Vi har ringt och mejlat", True),
        ("Wir haben den Support angerufen", True),
        ("Nous avons appelé le support", True),
        ("We hebben de helpdesk gebeld", True),
        ("Hemos llamado al soporte", True),
        ("The shop opens on 3 December without prices", False),
    ],
)
def test_an_attempt_the_normal_way_is_seen(text: str, says: bool) -> None:
    assert reasons.names_attempt(text) is says
