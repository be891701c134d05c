"""Other languages: complete, with the same placeholders, and no word of evidence changed."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from provenance.basics import MisuseError, text
from provenance.cli.app import app
from provenance.report import Report, summary, to_html, to_json
from provenance.report.catalogue import (
    PLACEHOLDER,
    all_rooms,
    english,
    iso_day,
    languages,
    local_time,
    moment,
    number,
    product,
    render,
    render_html,
    sentence,
    sentences,
    speaking,
    split_languages,
    tag,
    translated,
    whole_day,
    words,
)
from provenance.report.catalogue.po import compile_languages, flaws, fresh, read_po, updated
from provenance.report.columns import width
from provenance.report.letters import letter_html, letter_text, make_letters
from provenance.report.lint import QUOTED, lint_html, our_words
from provenance.report.summary import COLUMNS, MOST_LINES
from provenance.report.view.common import duration
from provenance.report.view.validation import COMMAND

RUN = CliRunner()
OTHERS = [name for name in languages() if name != "en"]
LATIN = re.compile(r"[A-Za-z]{2,}")
TYPED = f"provenance {COMMAND} --selftest FILE, provenance rules show ID"
"""What somebody types is the same in every language."""
UNITS = {"min", "TXT", "dkimpy"}
"""A unit, a type of DNS record and a library: the same in every language."""


class _Page(HTMLParser):
    """Collects every piece of evidence outside pictures, and the languages of the elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.evidence: Counter[str] = Counter()
        self.languages: list[str] = []
        self.depth, self.held = 0, ""
        self.feed(re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if self.depth:
            self.depth += tag not in {"br", "wbr"}
        elif "data-evidence" in named:
            self.depth, self.held = 1, ""
        if named.get("lang"):
            self.languages.append(str(named["lang"]))

    def handle_endtag(self, _: str) -> None:
        if self.depth:
            self.depth -= 1
            if not self.depth:
                self.evidence[self.held] += 1

    def handle_data(self, data: str) -> None:
        self.held += data if self.depth else ""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for languages of a third party."""
    monkeypatch.setenv(words.FOLDERS, str(tmp_path))
    words.translated.cache_clear()
    yield tmp_path
    words.translated.cache_clear()


def _write(place: Path, name: str, given: dict[str, str], room: str = "report") -> Path:
    path = place / name / f"{room}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(updated(english(room), {}, language=name, given=given))
    return path


def test_chinese_comes_along() -> None:
    assert "zh" in OTHERS


@pytest.mark.parametrize("room", all_rooms())
@pytest.mark.parametrize("name", OTHERS)
def test_every_sentence_is_translated_with_its_placeholders(name: str, room: str) -> None:
    assert [str(flaw) for flaw in flaws(name, room)][:20] == []
    own = translated(name, room)
    assert own.keys() == english(room).keys()
    for id_, said in own.items():
        assert set(PLACEHOLDER.findall(said)) == set(PLACEHOLDER.findall(english(room)[id_])), id_


MEANT_AS_IN_LAW = {"代理人": ("report.requests.caution", "report-forms.field.representatives")}
"""Where a word of the law is meant as the law has it: here a representative is one."""


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("案件文件", "案情说明: the court keeps the 案件文件"),
        ("证物", "证据材料: 证物 is a thing, not a file"),
        ("代理人", "受委派用户: 代理人 is a legal representative"),
        ("数字签名", "DKIM 封签: a signature in law shows that a person agrees"),
        ("检验发现", "分析发现: 检验 is what a forensic institute does"),
        ("裁判庭版", "提交版: there is no 裁判庭 in China"),
        ("从不在", "也使用未列入: it reads as never"),
        ("作保", "印证: 作保 is to give security"),
        ("第三人", "案外人: 第三人 is a party to the case"),
        ("雇员", "劳动者, 用人单位: the words of labour law"),
        ("采纳", "认可并署名: 采纳 is what a court does with an opinion"),
        ("担保", "证实, 证明: 担保 is a security or a guarantee"),
        ("当事方", "当事人: a treaty has 当事方, a case has 当事人"),
        ("化名", "编号: one word for what stands instead of a name"),
        ("期限计算起始", "判断…所用的日期: it reads as the first day of a period of limitation"),
        ("推算基准日", "判断…所用的日期: nothing is counted from that day"),
        ("X 级", "排除结论（X）: it is none of the steps"),
        ("一方之手", "同一提供方: it reads as made up by that side"),
        ("提供人", "提供方: one word for whoever handed a file over"),
        ("证明人", "保管方: 证明人 is a person who bears witness"),
        ("键盘类", "本机登录: one word for a log-on at the machine"),
        ("日志导出文件", "记录导出文件: records of doors and calendars are no logs"),
        ("泄露等级", "影响程度: 泄露 is a breach in the law on personal information"),
        ("微软", "Microsoft: one name for the company"),
    ],
)
def test_no_word_has_another_meaning_in_chinese_law(word: str, instead: str) -> None:
    found = [
        id_
        for room in all_rooms()
        for id_, said in translated("zh", room).items()
        if word in said and id_ not in MEANT_AS_IN_LAW.get(word, ())
    ]
    assert not found, instead


def test_a_seal_is_no_electronic_signature_in_chinese() -> None:
    """DNS answers and time stamps are signed; what a mail system puts on a message is a seal."""
    signed = [
        id_
        for room in all_rooms()
        if not room.startswith("report")
        for id_, said in translated("zh", room).items()
        if "签名" in said and not re.match(r"authentication\.dnssec|evidence\.stamp", id_)
    ]
    assert signed == []


@pytest.mark.parametrize("name", OTHERS)
def test_a_page_holds_no_english_of_ours(report: Report, name: str) -> None:
    """Every Latin word outside the evidence is one that the translation itself uses."""
    page = to_html(report, languages=(name,)).decode()
    told = {
        one
        for room in all_rooms()
        for said in translated(name, room).values()
        for one in LATIN.findall(said)
    }
    ids = {*LATIN.findall(" ".join(sorted(_Page(page).evidence))), *LATIN.findall(TYPED)} | UNITS
    found = {one for block in our_words(page) for one in LATIN.findall(block.replace(QUOTED, " "))}
    hexes = re.compile(r"[a-f]{2,}|PR|sha")
    left = sorted(one for one in found - told - ids if not hexes.fullmatch(one))
    assert left == []
    assert set(_Page(page).languages) <= {tag(name)}
    assert [str(one) for one in lint_html(page, language=name)][:10] == []


@pytest.mark.parametrize("name", OTHERS)
def test_the_evidence_is_the_same_in_every_language(report: Report, name: str) -> None:
    ours = _Page(to_html(report).decode()).evidence
    theirs = _Page(to_html(report, languages=(name,)).decode()).evidence
    assert len(ours) > 50
    assert theirs.keys() == ours.keys()


def test_the_data_is_the_same_bytes_in_every_language(report: Report) -> None:
    plain = to_json(report)
    for name in OTHERS:
        with speaking(name):
            assert to_json(report) == plain
        first, again = (to_html(report, languages=(name,)) for _ in range(2))
        assert first == again
        assert json.loads(plain)["report_id"] in first.decode()


def test_a_summary_in_two_languages_stands_in_two_columns(report: Report) -> None:
    page = to_html(report, languages=("en", "zh")).decode()
    assert '<html lang="en">' in page
    table = page.partition('<table class="tongues">')[2].partition("</table>")[0]
    rows = re.findall(
        r'<tr><td lang="en">(.*?)</td>\s*<td lang="zh-Hans">(.*?)</td></tr>', table, re.DOTALL
    )
    assert len(rows) == table.count("<tr>") - 1
    assert len(rows) >= len(report.reasoning.ladder) + 3
    for rung in report.reasoning.ladder:
        assert any(render_html(rung.answer) in left for left, _ in rows)
        with speaking("zh"):
            assert any(render_html(rung.answer) in right for _, right in rows)
    cover = page.partition("<main")[0]
    assert render(text("report.cover.authoritative")) in cover
    assert '<span lang="en">English</span>' in cover
    assert '<span lang="zh-Hans">简体中文</span>' in cover
    assert render(text("report.cover.which-counts.two")) in cover


def test_the_first_of_two_languages_counts(report: Report) -> None:
    page = to_html(report, languages=("zh", "en")).decode()
    assert '<html lang="zh-Hans">' in page
    with speaking("zh"):
        assert render(text("report.cover.authoritative")) in page
    label = page.index('<span lang="zh-Hans">简体中文</span>')
    assert label < page.index('<span lang="en">English</span>')


def test_a_report_in_english_alone_says_nothing_of_languages(report: Report) -> None:
    page = to_html(report).decode()
    assert "tongues" not in page.partition("</style>")[2]
    assert render(text("report.cover.authoritative")) not in page


@pytest.mark.parametrize("name", OTHERS)
def test_the_terminal_summary_fits_its_columns(report: Report, name: str) -> None:
    lines = summary(report, report_path="r", language=name).splitlines()
    assert len(lines) <= MOST_LINES
    assert all(width(line) <= COLUMNS for line in lines)
    with speaking(name):
        assert lines[-1] == render(text("report.summary.where", path="r"))


@pytest.mark.parametrize("name", OTHERS)
def test_letters_speak_the_language(report: Report, name: str) -> None:
    with speaking(name):
        letters = make_letters(report)
        assert letters
        for letter in letters:
            page = letter_html(letter)
            assert f'<html lang="{tag(name)}">' in page
            assert set(_Page(page).languages) == {tag(name)}
            assert [str(one) for one in lint_html(page, language=name)] == []
            ours = [line for line in letter_text(letter).splitlines() if not line.isascii()]
            assert max(width(line) for line in ours) <= 78


def test_times_are_written_as_the_language_writes_them(place: Path) -> None:
    from datetime import UTC, datetime

    from provenance.basics import Instant

    at = Instant(
        text="x",
        utc=datetime(2026, 5, 14, 23, 2, 10, tzinfo=UTC),
        offset_minutes=0,
        precision_seconds=1,
    )
    day = whole_day("2026-05-14")
    assert isinstance(day, Instant)
    assert (moment(at), moment(day)) == ("14 May 2026, 23:02:10 UTC", "14 May 2026")
    with speaking("zh"):
        assert (moment(at), moment(day)) == ("2026年5月14日 23:02:10 UTC", "2026年5月14日")
        assert iso_day("2026-06-03") == "2026年6月3日"
        assert number(1234.5) == "1,234.5"
        with local_time("Europe/London"):
            assert (
                moment(at) == "2026年5月14日 23:02:10 UTC（2026年5月15日 00:02:10，Europe/London）"
            )
    _write(place, "de", {"report.language.name": "Deutsch"})
    with speaking("de"):
        assert (moment(at), moment(day)) == ("2026-05-14 23:02:10+00:00", "2026-05-14")
        with local_time("Europe/London"):
            assert "2026-05-15 00:02:10+01:00" in moment(at)


@pytest.mark.parametrize(
    ("seconds", "in_english", "in_chinese"),
    [
        (0.4, "+0.4 s", "+0.4秒"),
        (-50530, "\N{MINUS SIGN}14 h 2 min 10 s", "\N{MINUS SIGN}14小时2分10秒"),
        (104400, "+1 d 5 h", "+1天5小时"),
        (1000 * 86400, "+1,000 d", "+1,000天"),
    ],
)
def test_spans_of_time_have_units_in_words(
    seconds: float, in_english: str, in_chinese: str
) -> None:
    assert duration(seconds) == in_english
    with speaking("zh"):
        assert duration(seconds) == in_chinese


HALF = re.compile(
    r"[\u4e00-\u9fff][,;:()]|[,;:(] ?[\u4e00-\u9fff]|[，。；：、！？（）] | [，。；：、！？（）]"
)
"""A mark of English, or a blank beside a full-width mark."""


@pytest.mark.parametrize("languages_", [("zh",), ("zh", "en")])
def test_a_chinese_page_has_the_marks_of_chinese(
    report: Report, languages_: tuple[str, ...]
) -> None:
    page = to_html(report, languages=languages_).decode()
    found = [block for block in our_words(page) if HALF.search(block)]
    assert found == []


@pytest.mark.parametrize("name", ["en", *OTHERS])
def test_no_sentence_is_missing_on_a_page(report: Report, name: str) -> None:
    page = to_html(report, languages=(name,)).decode()
    assert not re.findall(r">\[[a-z-]+\.[a-z0-9.-]+[\]:]", page)


def test_the_chinese_summary_has_no_blank_beside_a_mark(report: Report) -> None:
    with speaking("zh"):
        words = summary(report, report_path="r", language="zh")
    assert re.findall(r"[。，；：）] +\S|\S +[。，；：（]", words) == []


def test_option_words_of_ours_are_in_words(report: Report) -> None:
    page = to_html(report, languages=("zh",)).decode()
    for raw in (">employee<", ">m365-ual<", ">door<", ">search-unifiedauditlog<", "message-id, "):
        assert raw not in page, raw


@pytest.mark.parametrize(
    "wanted", ["xx", "", "en+", "en+xx", "../en", "zh/../zh", "en+zh+en", "en+en"]
)
def test_a_language_that_is_not_there_is_refused(wanted: str) -> None:
    with pytest.raises(MisuseError) as error:
        split_languages(wanted)
    done = RUN.invoke(app, ["analyze", "nothing.eml", "--lang", wanted])
    assert done.exit_code == 2
    assert "--lang" in done.output
    if "xx" in wanted:
        assert ", ".join(languages()) in str(error.value.remedy)


def test_a_third_party_adds_a_language_by_a_folder(report: Report, place: Path) -> None:
    """Nothing but files: what is not translated yet stays English, and the page says so."""
    _write(
        place,
        "fr",
        {"report.heading.first": "Réponses courtes", "report.language.name": "français"},
    )
    assert "fr" in languages()
    assert split_languages("fr") == ("fr",)
    page = to_html(report, languages=("fr",)).decode()
    assert '<html lang="fr">' in page
    assert "<h2>Réponses courtes</h2>" in page
    assert f'<span lang="en">{english("report")["report.heading.findings"]}</span>' in page
    left = sentences("report", "fr")["report.heading.findings"]
    assert left == english("report")["report.heading.findings"]


def test_a_language_may_run_from_right_to_left(report: Report, place: Path) -> None:
    _write(place, "ar", {"report.language.direction": "rtl"})
    assert '<html lang="ar" dir="rtl">' in to_html(report, languages=("ar",)).decode()


def test_a_translation_of_other_english_is_not_printed(place: Path) -> None:
    path = _write(
        place, "fr", {"report.heading.first": "Réponses", "report.heading.findings": "Constats"}
    )
    held = polib.pofile(str(path))
    for one in held:
        if one.msgctxt == "report.heading.first":
            one.msgid = "Quick answers"
        if one.msgctxt == "report.heading.findings":
            one.flags.append("fuzzy")
    held.save()
    words.translated.cache_clear()
    for id_ in ("report.heading.first", "report.heading.findings"):
        assert sentence(id_, "fr") == english("report")[id_]
    kinds = {flaw.id: flaw.kind for flaw in flaws("fr", "report")}
    assert kinds["report.heading.first"] == "stale"
    assert kinds["report.heading.findings"] == "fuzzy"
    assert kinds["report.heading.raw"] == "missing"


def test_a_translation_that_loses_a_placeholder_is_not_printed(place: Path) -> None:
    _write(
        place, "fr", {"report.value.cut": "… et plus", "report.value.more": "encore {count} {x}"}
    )
    assert sentence("report.value.cut", "fr") == english("report")["report.value.cut"]
    kinds = {flaw.id: flaw.kind for flaw in flaws("fr", "report")}
    assert kinds["report.value.cut"] == kinds["report.value.more"] == "placeholders"


def test_words_of_a_translation_cannot_become_markup(place: Path) -> None:
    _write(place, "fr", {"report.heading.first": "<script>alert(1)</script>"})
    with speaking("fr"):
        assert "<script" not in render_html(text("report.heading.first"))


def test_a_name_that_is_a_path_finds_nothing(place: Path) -> None:
    _write(place, "fr", {})
    assert words.folder_of("../" + place.name + "/fr") is None
    assert words.folder_of("fr") == place / "fr"


@pytest.mark.parametrize(
    "data", [b"\xff\xfe", b'msgid "a\nmsgstr', b'msgid "a"\nmsgctxt', b"words"]
)
def test_a_broken_file_is_named(place: Path, data: bytes) -> None:
    _write(place, "fr", {}).write_bytes(data)
    done = RUN.invoke(app, ["languages", "check", "fr"])
    assert done.exit_code == 2
    assert "report.po" in done.output


SAID = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp")), max_size=60)


@given(st.dictionaries(st.sampled_from(sorted(english("case"))), SAID, max_size=6))
def test_what_is_written_is_read_again(given_words: dict[str, str]) -> None:
    data = updated(english("case"), {}, language="xx", given=given_words)
    held = read_po(data)
    assert held.keys() == english("case").keys()
    assert {id_: held[id_].words for id_ in given_words} == given_words
    assert all(held[id_].source == said for id_, said in english("case").items())
    assert updated(english("case"), held, language="xx") == data


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        held = read_po(data)
    except MisuseError:
        return
    assert isinstance(held, dict)


def test_the_compiled_form_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_languages(tmp_path)
    direct = fresh(english("trace"), read_po((words.OWN / "zh" / "trace.po").read_bytes()))
    monkeypatch.setattr(words, "COMPILED", tmp_path)
    words.translated.cache_clear()
    with monkeypatch.context() as without:
        without.setattr("provenance.report.catalogue.po.read_po", _refuse)
        assert translated("zh", "trace") == direct
    compiled = tmp_path / "zh" / "trace.json"
    compiled.write_text(
        compiled.read_text("utf-8").replace('"made_from": "', '"made_from": "0'), "utf-8"
    )
    words.translated.cache_clear()
    assert translated("zh", "trace") == direct
    words.translated.cache_clear()


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("the gettext file was read although a compiled form is there")


def test_export_keeps_what_is_translated_and_check_finds_what_is_not(
    place: Path, tmp_path: Path
) -> None:
    given_words = tmp_path / "fr.json"
    given_words.write_text(json.dumps({"report.heading.first": "Réponses courtes"}), "utf-8")
    made = RUN.invoke(
        app, ["languages", "export", "fr", "--out", str(place), "--words", str(given_words)]
    )
    assert made.exit_code == 0, made.output
    path = place / "fr" / "report.po"
    before = path.read_bytes()
    again = RUN.invoke(app, ["languages", "export", "fr"])
    assert again.exit_code == 0, again.output
    assert path.read_bytes() == before
    assert "Réponses courtes" in before.decode()
    assert {one.stem for one in (place / "fr").glob("*.po")} == set(all_rooms())
    checked = RUN.invoke(app, ["languages", "check", "fr"])
    assert checked.exit_code == 1
    assert "report.heading.findings: missing" in checked.output or "more" in checked.output
    listed = RUN.invoke(app, ["languages", "list"])
    assert re.search(r"^fr +1 of", listed.output, re.MULTILINE)


def test_a_complete_language_passes_the_check() -> None:
    done = RUN.invoke(app, ["languages", "check", "zh"])
    assert (done.exit_code, done.stdout) == (0, "")


@pytest.mark.parametrize("name", ["en", "../x", "FR", "french language", ""])
def test_no_files_are_written_under_a_name_that_is_none(place: Path, name: str) -> None:
    done = RUN.invoke(app, ["languages", "export", name, "--out", str(place)])
    assert done.exit_code == 2
    assert list(place.iterdir()) == []


def test_the_report_folder_is_repeated_in_its_language(tmp_path: Path, repository: Path) -> None:
    sample = tmp_path / "m.eml"
    shutil.copyfile(repository / "sample_messages" / "spoof-outside.eml", sample)
    out = tmp_path / "out"
    line = ["analyze", str(sample), "--offline", "--as-of", "2026-06-03", "--out", str(out)]
    assert RUN.invoke(app, [*line, "--lang", "en+zh"]).exit_code == 0
    from provenance.cli.repetition import read_repetition

    assert read_repetition(out).arguments[-2:] == ("--lang", "en+zh")
    run = json.loads((out / "run.json").read_text("utf-8"))
    run["inputs"]["options"]["lang"] = "--force"
    (out / "run.json").write_text(json.dumps(run), "utf-8")
    with pytest.raises(ValueError, match="force"):
        read_repetition(out)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Postfix", "Postfix"),
        ("Gmail on the web or app", "网页版或应用版 Gmail"),
        ("Nodemailer, Outlook for Mac, Thunderbird", "Nodemailer、Mac 版 Outlook、Thunderbird"),
        (
            "GMX, WEB.DE or mail.com on the web, a PHP script",
            "网页版 GMX、WEB.DE 或 mail.com、PHP 脚本",
        ),
        ("gmail on the web or app", "gmail on the web or app"),
        ("", ""),
    ],
)
def test_names_of_programs(name: str, said: str) -> None:
    assert product(name) == name
    with speaking("zh"):
        assert product(name) == said


def test_every_english_name_of_a_program_is_one_of_our_tables(repository: Path) -> None:
    """Our tables name programs in the code and data of the rooms below."""
    origin = (repository / "provenance" / "origin" / "client_signs.json").read_text("utf-8")
    declared = {one["name"] for one in json.loads(origin)["products"].values()}
    identifiers = repository / "provenance" / "decoders" / "identifiers"
    code = "".join(path.read_text("utf-8") for path in sorted(identifiers.glob("*.py")))
    known = set(english("origin-product").values())
    assert {name for name in declared if re.search(r" (?:on|for|or|by) |'s |^an? ", name)} <= known
    assert [name for name in sorted(known - declared) if f'"{name}"' not in code] == []


def test_a_whole_case_is_chinese_to_the_last_sentence(tmp_path: Path, repository: Path) -> None:
    """Copies of three kinds, a case file and a log: chapters that the small report has not."""
    samples = repository / "sample_messages"
    names = ("mass-mailing-gmail.eml", "mass-mailing-outlook.msg", "pasted-headers.txt")
    line = ["analyze", *(str(samples / name) for name in names)]
    line += ["--case", str(samples / "case.yaml"), "--dns", str(samples / "dns.jsonl")]
    line += ["--audit", str(samples / "audit-log.csv"), "--as-of", "2026-06-03"]
    pages = {}
    for lang in ("en", "zh"):
        out = tmp_path / lang
        done = RUN.invoke(app, [*line, "--lang", lang, "--out", str(out)])
        assert done.exit_code in {0, 1}, done.output
        pages[lang] = (out / "report.html").read_text("utf-8")
    page = pages["zh"]
    assert set(_Page(page).languages) == {"zh-Hans"}
    assert [str(one) for one in lint_html(page, language="zh")] == []
    for shown in pages.values():
        assert (
            re.findall(r"\[(?:[a-z-]+\.)+[a-z0-9.-]+(?::[^\]]*)?\]", "\n".join(our_words(shown)))
            == []
        )
    data = [(tmp_path / lang / "report.json").read_bytes() for lang in pages]
    assert data[0] == data[1]
