"""What there is to choose from: people, words, emoji, times, and what may come with a verb."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from escalation_bot.desk.undo import UNDOABLE
from escalation_bot.domain.escalation import Outcome, State
from escalation_bot.domain.policy import Impact
from tests.desk.stage import CAST

people = st.sampled_from(CAST)
tickets = st.sampled_from(["SOC-1", "SOC-2", "SOC-3", "SOC-4", "DEL-1"])
texts = st.sampled_from(
    ["", "Soon.", "The import runs again since ten.", "We wait for their <logs> & keys.", "<@U0SAM> *Look* at `x`."]
)
impacts = st.sampled_from([*Impact])
numbers = st.integers(0, 1000)
orders = st.sampled_from(["once", "once", "twice", "late"])
worded = st.sampled_from(["mega", "speech_balloon", "white_check_mark", "hourglass", "no_entry", "arrow_double_up"])
emojis = st.sampled_from(["eyes", "eyes"]) | worded
spans = st.sampled_from(
    [timedelta(seconds=5), timedelta(seconds=31), timedelta(minutes=10), timedelta(hours=4)]
    + [timedelta(days=days) for days in (1, 6, 20)]
)
details = st.fixed_dictionaries(
    {
        "words": texts,
        "person": people,
        "team": st.sampled_from(["soc", "deliverability", None]),
        "impact": impacts,
        "until": spans | st.none(),
        "outcome": st.sampled_from([*Outcome, None]),
        "undoes": st.sampled_from([*sorted(UNDOABLE), None]),
        "owner_away": st.booleans(),
        "other": numbers,
    }
)
seen = st.sampled_from([None] * 20 + [*State])
