"""How often a rule spoke on public material, in words: sample, day of the count, script."""

from __future__ import annotations

from datetime import datetime

from provenance.basics import Instant, Param, Text, text
from provenance.reasoning.rules.load import Rule
from provenance.reasoning.rules.rates import SCRIPT


def rates_in_words(rule: Rule, counted_on: str) -> tuple[Text, ...]:
    """A sentence for each sample of real mail that the rule could judge, and where they come from.

    A rate is no error rate of this case and defeats nothing: it tells how rare a sign is elsewhere.
    """
    rates = tuple(
        text(
            f"reasoning.rate.{one.sample}",
            messages=one.messages,
            judged=one.judged,
            matched=one.matched,
        )
        for one in rule.rates
    )
    counted = text("reasoning.rate.counted", day=day_of(counted_on), script=SCRIPT)
    return (*(rates or (text("reasoning.rate.none"),)), counted)


def day_of(value: str) -> Param:
    """An ISO day as a parameter that is printed as a day."""
    midnight = datetime.fromisoformat(f"{value}T00:00:00+00:00")
    return Instant(text=value, utc=midnight, offset_minutes=0, precision_seconds=86_400.0)
