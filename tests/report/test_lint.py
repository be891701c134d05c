"""The linter finds every forbidden phrase, lets fair wording pass, and skips quoted evidence."""

from __future__ import annotations

import pytest

from provenance.report.lint import FORBIDDEN, QUOTED, lint, lint_catalogue, lint_html, our_words

BAD = {
    "proves that": "This proves that Ms C wrote it.",
    "sent by": "The message was sent by Ms C.",
    "confirms the identity": "The seal confirms the identity of the sender.",
    "hacked": "The account was hacked.",
    "forged": "The header was forged.",
    "certainly": "It certainly came from there.",
    "beyond doubt": "That is beyond reasonable doubt.",
    "100 %": "We are 100 % sure.",
    "tamper-proof": "The file is tamper-proof.",
    "match without of what": "The addresses match.",
    "legally admissible": "The report is legally admissible.",
    "court-approved": "A court-approved method was used.",
    "forensically sound": "The copy is forensically sound.",
    "the IP address of a person": "This is the IP address of the employee.",
    "located at": "The computer is located in Lisbon.",
    "percentage without denominator": "In 70 % the clock was wrong.",
    "guilty": "The account holder is innocent.",
    "breach of law": "That is a breach of law.",
    "likely that": "It is likely that Ms C pressed the button.",
    "likely sent": "Ms C most likely wrote it.",
    "anonymised": "The list is anonymised.",
    "expert report": "This is an expert report.",
}
BAD_ZH = {
    "证明是某某本人发送": "证明是张某本人发送。",
    "铁证": "这是铁证。",
    "百分之百": "百分之百确定。",
    "伪造": "邮件头是伪造的。",
    "匿名化": "名单已匿名化。",
    "黑客": "账户被黑客入侵。",
    "确认身份": "封签确认了发件人的身份。",
    "肯定": "这肯定是同一个人。",
    "防篡改": "该文件具有防篡改功能。",
    "依法可采": "本报告具有可采性。",
    "某人的IP地址": "这是张女士的IP地址。",
    "位于": "该IP位于里斯本。",
    "有罪": "账户持有人是清白的。",
    "违法": "这是违法行为。",
    "很可能": "很可能是张某所写。",
    "专家报告": "这是一份专家报告。",
    "称呼": "请您核对。",
}
FAIR_ZH = [
    "该封签未通过验证，存在差异。",
    "它从C女士的账户发出。",
    "无法确认其身份。",
    "本报告不是专家报告。",
    "该地址位于发送所在的网络。",
    "这不是概率，也不是似然比。",
]
FAIR = [
    "It left from the account of Ms C.",
    "The body does not match the hash that was sealed.",
    "The hash matches that of exhibit E1.",
    "In 53 of 7,909 messages the clock was wrong.",
    "In 0.7 % of 7,909 messages the clock was wrong.",
    "It is not an expert’s report.",
    "This is not a probability and not a likelihood ratio.",
    "A certain field is missing.",
    "The address is registered to the provider.",
]


@pytest.mark.parametrize(("rule", "words"), BAD.items())
def test_forbidden_words_are_found(rule: str, words: str) -> None:
    assert rule in [problem.rule for problem in lint(words)]


@pytest.mark.parametrize(("rule", "words"), BAD_ZH.items())
def test_forbidden_words_are_found_in_chinese(rule: str, words: str) -> None:
    assert rule in [problem.rule for problem in lint(words, language="zh")]


@pytest.mark.parametrize("words", FAIR_ZH)
def test_fair_chinese_words_pass(words: str) -> None:
    assert lint(words, language="zh") == []


def test_chinese_sentences_are_counted_by_characters() -> None:
    """A Latin word, a number and a quotation are read as one each."""
    assert lint("字" * 60 + "。" + "字" * 60, language="zh") == []
    assert [one.rule for one in lint("字" * 61, language="zh")] == ["61 characters"]
    assert lint("字" * 58 + " DKIM-Signature " + QUOTED, language="zh") == []
    assert [one.rule for one in lint("字" * 59 + " DKIM 2026", language="zh")] == ["61 characters"]
    assert lint("（二）" + "字" * 79, language="zh") == []
    assert [one.rule for one in lint("（二）" + "字" * 80, language="zh")] == ["81 characters"]


def test_a_language_without_a_list_is_still_checked_for_length() -> None:
    assert lint("sent by", language="fr") == []
    assert [one.rule for one in lint("mot " * 26, language="fr")] == ["26 words"]


def test_every_rule_has_an_example() -> None:
    assert {name for name, _ in FORBIDDEN["en"]} == set(BAD)
    assert {name for name, _ in FORBIDDEN["zh"]} == set(BAD_ZH)


@pytest.mark.parametrize("words", FAIR)
def test_fair_words_pass(words: str) -> None:
    assert lint(words) == []


def test_a_long_sentence_is_found_and_two_short_ones_are_not() -> None:
    twenty = " ".join(["word"] * 20)
    assert lint(f"{twenty} {twenty}.") != []
    assert lint(f"{twenty}. {twenty.capitalize()}.") == []


def test_a_placeholder_counts_as_one_quoted_word() -> None:
    assert lint_catalogue({"a.b": "The hash matches {hash}."}) == []
    assert [p.where for p in lint_catalogue({"a.b": "It was sent by {person}."})] == ["a.b"]


def test_quoted_evidence_is_skipped_in_pages() -> None:
    page = "<p>He wrote <bdi data-evidence>we were <b>hacked</b><br></bdi> in it.</p><p>Ours.</p>"
    assert our_words(page) == [f"He wrote {QUOTED} in it.", "Ours."]
    assert lint_html(page) == []
    assert lint_html("<p>We were hacked.</p>") != []


def test_style_and_svg_text_are_told_apart() -> None:
    page = "<style>p::before{content:'hacked'}</style><svg><text>forged</text></svg>"
    assert [problem.rule for problem in lint_html(page)] == ["forged"]


def test_a_moment_counts_as_one_value() -> None:
    words = " ".join(["word"] * 24)
    moment = '<time datetime="2026-05-14T14:02:10Z">14 May 2026, 14:02:10 UTC</time>'
    assert lint_html(f"<p>{words} {moment}.</p>") == []
    assert lint_html(f"<p>{words} word {moment}.</p>") != []


def test_each_item_of_a_chinese_law_counts_by_itself() -> None:
    before, item = "第一款" * 18, "一" * 70
    assert not lint(f"{before}：（一）{item}；（二）{item}。", language="zh")
    assert lint(f"{before}：{item}；{item}。", language="zh")
    assert lint(f"{before}：（一）{'一' * 81}；（二）{item}。", language="zh")
