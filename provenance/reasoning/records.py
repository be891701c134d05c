"""Findings, the attribution ladder, explanations, requests."""

from __future__ import annotations

from enum import StrEnum

from provenance.authentication import Authentication
from provenance.basics import Interest, State, Text, Value, Where
from provenance.basics.record import dataclass
from provenance.message import Message
from provenance.origin import Calibration, ClientReading, ClockTable, ExportRoute, Origin
from provenance.trace import AttestationClass, SecondReading, ServiceField, Trace


class FindingKind(StrEnum):
    """What a finding is about. ``ALTERATION``: only signs that this copy is not what arrived."""

    ROUTE = "route"
    AUTHENTICATION = "authentication"
    ORIGIN = "origin"
    CLIENT = "client"
    CLOCK = "clock"
    ALTERATION = "alteration"
    COPY = "copy"
    JOIN = "join"
    COVERAGE = "coverage"
    ACCESS = "access"
    PRESENCE = "presence"
    DISCLOSURE = "disclosure"
    RECALL = "recall"
    EXPORT_INTEGRITY = "export-integrity"
    LIMITATION = "limitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one cited line or source may carry, and on whom it depends.

    ``strength`` is 0..2. ``groups`` are the suppliers that it depends on, ``systems`` the mail or
    log systems that wrote it, "" for one that is not known. ``protection`` names what else than
    its holder's word keeps it as it was (``dkim:<domain>``, ``arc:<domain>:<set>``). ``interest``
    is that of its holder, ``against_interest`` that it harms the holder.
    """

    cls: AttestationClass
    strength: int
    groups: frozenset[str]
    systems: frozenset[str] = frozenset()
    protection: frozenset[str] = frozenset()
    interest: Interest = Interest.UNKNOWN
    against_interest: bool = False

    @property
    def protected(self) -> bool:
        """Whether anything but its holder's word keeps it as it was."""
        return bool(self.protection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A statement with its place. ``id`` is ``F-n`` (fact), ``I-n`` (inference) or ``O-n``.

    ``strength`` is 0..4 (report standard §1.5) after every cap. ``group`` is the dependency
    group: findings of one group count once. ``message`` is the message it speaks of, "" for all.
    ``name`` is a stable machine name for what was found (``dkim.verified`` ...). ``rung`` 0 stands
    beside the five questions. ``observed`` is true for what this program computed or saw in the
    file itself: ``attested_by`` then says who wrote the lines that it looked at, and nobody of
    them vouches for the statement. ``interest`` is that of whoever vouches: for class D and E the
    writer's, otherwise that of the person who supplied the copy. ``person`` is the id of the
    person of the case file whom the record is about, "" for none. ``stated`` is the class of the
    statement of the case file that the finding needs (W, L or P), not applicable if it needs none;
    ``stated_by`` is whom the case file names for it, ``stated_in`` the exhibit whose rows bear it
    out. ``refuted_by`` are exhibits that cancel it; without them ``restored`` is its strength.
    ``claim`` is made of all places that it cites. ``rates`` tell how often its rule spoke on public
    material, with the sample and the day of the count.
    ``against_interest`` tells that it harms whoever supplied these; absent where the case file does
    not say who stands where, not applicable where the finding chooses between no explanations.
    ``counted`` is the number of places of which ``where`` has some, 0 where it has all.
    """

    id: str
    name: str
    kind: FindingKind
    rung: int
    statement: Text
    attested_by: AttestationClass
    where: tuple[Where, ...]
    strength: int
    group: str
    rule: Value[str] = State.ABSENT
    message: str = ""
    interest: Interest = Interest.UNKNOWN
    against_interest: Value[bool] = State.NOT_ATTEMPTED
    observed: bool = False
    claim: Value[Claim] = State.NOT_ATTEMPTED
    assumptions: tuple[Text, ...] = ()
    defeaters: tuple[Text, ...] = ()
    cautions: tuple[Text, ...] = ()
    rates: tuple[Text, ...] = ()
    person: str = ""
    stated: Value[AttestationClass] = State.NOT_APPLICABLE
    stated_by: str = ""
    stated_in: str = ""
    refuted_by: tuple[str, ...] = ()
    restored: int = 0
    counted: int = 0


class Code(StrEnum):
    """Answered, or the kind of inconclusive (report standard §1.6)."""

    ANSWERED = "answered"
    NOT_TESTED = "NT"
    NOT_AVAILABLE = "NA"
    NOT_DETERMINABLE = "ND"
    CONFLICTING = "CF"
    NEUTRAL = "NE"
    LOW_QUALITY = "LQ"
    UNPARSED = "UP"


class Badge(StrEnum):
    """What is printed beside an answer: what a reader may take from it at a glance."""

    ANSWERED = "answered"
    IN_PART = "in-part"
    RECORDED = "recorded"
    CLAIMED = "claimed"
    NOT_SHOWN = "not-shown"
    NOT_TESTED = "not-tested"
    RECORD_NEEDED = "record-needed"
    NOT_DETERMINABLE = "not-determinable"
    CONFLICTING = "conflicting"
    LOW_QUALITY = "low-quality"
    UNPARSED = "unparsed"
    NEUTRAL = "neutral"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One rung of the ladder, 1..5, answered in one plain sentence or with its kind of gap.

    ``code`` is the machine's word, ``badge`` what is printed: a copy whose text could not be
    checked is ``answered`` and ``in-part``.
    """

    rung: int
    question: Text
    answer: Text
    code: Code
    badge: Badge = Badge.NEUTRAL
    findings: tuple[str, ...] = ()
    resolves_by: tuple[Text, ...] = ()


class Mark(StrEnum):
    """What an explanation makes one expect of a finding."""

    EXPECTED = "expected"
    POSSIBLE = "possible"
    NEUTRAL = "neutral"
    UNEXPECTED = "unexpected"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationMark:
    """The mark of one finding under one explanation.

    ``condition`` is what has to hold for it, ``reason`` why the finding has this mark, both as
    sentences of the tables of marks.
    """

    finding: str
    mark: Mark
    condition: Value[Text] = State.ABSENT
    reason: Value[Text] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One of the competing explanations, for one person of the case file or none.

    ``best`` puts it in its own best words. ``marks`` has those that are not neutral: a finding
    that is not among them is neutral. ``cases`` are ways within it that are easily forgotten.
    ``excluded_if`` are assumptions under each of which it cannot be right (step X); one that needs
    several to hold has them as ``reasoning.and``, in the order of the rule.
    """

    id: str
    statement: Text
    person: Value[str] = State.ABSENT
    marks: tuple[ExplanationMark, ...] = ()
    best: tuple[Text, ...] = ()
    cases: tuple[Text, ...] = ()
    excluded_if: tuple[Text, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What tells one explanation from all others: its id and its person, "" for nobody."""
        return self.id, "" if isinstance(self.person, State) else self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """One explanation against another: the step after every cap, and what it rests on.

    ``favoured`` and ``over`` are (id, person), person "" for nobody named. ``items`` favour it,
    ``against`` are findings that favour the other; ``groups`` are the sources that count once.
    ``excluded_if`` are the assumptions under which ``over`` cannot be right, in order of the rule:
    where there are any the pair stands at step X, and ``step`` is what is left without them.
    """

    favoured: tuple[str, str]
    over: tuple[str, str]
    step: int
    items: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    caps: tuple[Text, ...] = ()
    excluded_if: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """What the comparison would be without one exhibit, one statement or the answers of DNS.

    ``left_out`` names it, ``kind`` is exhibit, stated or dns. ``step`` is the step of the same pair
    without it, ``favoured`` and ``over`` the comparison then, absent if none, and ``result_step``
    its step. ``rises`` tells that a contradiction went with it.
    """

    left_out: str
    kind: str
    step: str
    result_step: str
    favoured: Value[str] = State.ABSENT
    over: Value[str] = State.ABSENT
    rises: bool = False
    sentence: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Which explanation the records favour over which; step 0..4 or X.

    ``favoured`` and ``over`` are ids of explanations, absent where the records choose between
    none; their persons are of the case file, absent for nobody named. ``statement`` says it.
    ``not_separated`` are explanations that the favoured one is not separated from, ``leanings``
    all pairs with a step, ``non_diagnostic`` findings that choose between no two explanations
    although they bear on them, ``would_change`` what would change this view. ``cases_open`` are
    ways within an explanation that no finding tells apart from the rest of it. ``messages`` are the
    copies of the one message that it is about.
    """

    favoured: Value[str]
    over: Value[str]
    step: str
    statement: Text
    favoured_person: Value[str] = State.ABSENT
    over_person: Value[str] = State.ABSENT
    caps: tuple[Text, ...] = ()
    items: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    not_separated: tuple[tuple[str, str], ...] = ()
    leanings: tuple[Leaning, ...] = ()
    non_diagnostic: tuple[str, ...] = ()
    sensitivity: tuple[Sensitivity, ...] = ()
    would_change: tuple[Text, ...] = ()
    cases_open: tuple[Text, ...] = ()
    messages: tuple[str, ...] = ()


class Party(StrEnum):
    """The two sides of a dispute over an account, as far as ``side`` of the case file names them.

    ``HOLDER``: whoever the account belongs to; it says that somebody or something else sent.
    ``ORGANISATION``: whoever holds the systems; it says that the holder did.
    """

    HOLDER = "holder"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interests:
    """Which findings speak against which side, by their marks; ids in order.

    ``submitting`` is the side that hands the report in. ``against_submitting`` and
    ``against_other`` speak against these whoever supplied them; ``against_supplier`` against the
    very side that supplied what they rest on, ``against_supplier_combined`` only beside the stay
    that another exhibit bears out. ``put_to_submitting`` and ``put_to_other`` are all
    findings that the other side would put to a side, whether or not they choose; ``stated`` is what
    the case file itself says of ways into the account, for whoever hands it in.
    """

    submitting: Party
    against_submitting: tuple[str, ...] = ()
    against_other: tuple[str, ...] = ()
    against_supplier: tuple[str, ...] = ()
    against_supplier_combined: tuple[str, ...] = ()
    put_to_submitting: tuple[str, ...] = ()
    put_to_other: tuple[str, ...] = ()
    stated: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A record worth asking for. ``usually_kept_days`` and ``ask_by`` are states if unknown.

    ``record`` is its machine name, ``holder_kind`` that of its holder. ``rungs`` are all questions
    that it bears on, ``separates`` pairs of explanations under which it would read differently.
    ``kept_source`` says where the days come from, ``longer_kept_days`` are those with a further
    licence. ``export`` says how nothing is lost, ``limit`` what the record cannot show. ``first``
    and ``last`` are the ISO days asked about. ``names`` is what the holder is told: ``message``,
    ``address``, ``key`` or ``nothing``. ``messages`` are ids of the messages that it is about.
    ``supplied`` are exports of this kind that are at hand, and ``gap`` what they leave open.
    ``concerns`` says what it is about beside the message and the days (``wording`` has it too), and
    ``tests`` which assumptions of the result it would test: such requests come first.
    """

    what: Text
    holder: Text
    decides_rung: int
    wording: Text
    usually_kept_days: Value[int] = State.ABSENT
    ask_by: Value[str] = State.ABSENT
    record: str = ""
    rungs: tuple[int, ...] = ()
    separates: tuple[tuple[str, str], ...] = ()
    longer_kept_days: Value[int] = State.ABSENT
    kept_source: Text = Text(id="reasoning.request.source.none")
    export: Text = Text(id="reasoning.request.export.none")
    limit: Text = Text(id="reasoning.request.limit.none")
    first: Value[str] = State.ABSENT
    last: Value[str] = State.ABSENT
    names: str = "nothing"
    holder_kind: str = ""
    messages: tuple[str, ...] = ()
    supplied: tuple[str, ...] = ()
    gap: Value[Text] = State.NOT_APPLICABLE
    concerns: tuple[Text, ...] = ()
    tests: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Which rules were used: how many, and the SHA-256 over their compiled form."""

    version: str
    sha256: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationMeant:
    """The organisation that rung 2 asks about, by its domain; ``others`` are its further ones.

    ``named_by_case`` is false where the domain was taken from the From line, which is a claim.
    """

    domain: str
    named_by_case: bool
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """Everything that was concluded, in a total order.

    ``asked`` are the ids of the messages that the ladder is about, ``carriers`` the messages that
    only carry another exhibit, each with the ids of the messages that it carries. ``short`` is
    the short answer, ``open`` what stays open for either side, ``main_limit`` the limit that
    matters most in this case, ``notes`` what a reader of the first page must know besides.
    ``comparison`` is about the only message in dispute, or the first of several; ``comparisons``
    has that of each message where there are several, and is empty otherwise.
    ``interests`` is absent where the case file does not say who stands where.
    """

    findings: tuple[Finding, ...]
    ladder: tuple[Rung, ...]
    rules: RuleSet
    explanations: tuple[Explanation, ...] = ()
    comparison: Value[Comparison] = State.NOT_ATTEMPTED
    comparisons: tuple[Comparison, ...] = ()
    interests: Value[Interests] = State.ABSENT
    requests: tuple[Request, ...] = ()
    organisation: OrganisationMeant | None = None
    carriers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    asked: tuple[str, ...] = ()
    short: Text = Text(id="reasoning.short.nothing-read")
    open: tuple[Text, ...] = ()
    main_limit: Text = Text(id="reasoning.limit.no-person")
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysedMessage:
    """One message with all that was read and checked of it.

    ``second_readings`` are another implementation's readings of the Received lines, if it ran.
    ``service_fields`` are the fields of filters, gateways and mail services, in parts.
    ``clocks`` are all times of the message, stated and hidden, with what contradicts.
    ``export_route`` is how its copy was made, as far as marks show.
    ``client`` is what the signs of the sending program say together.
    ``calibration`` is the message beside known ones of its address, if any were given.
    """

    message: Message
    trace: Trace
    authentication: Authentication
    origin: Origin
    second_readings: tuple[SecondReading, ...] = ()
    service_fields: tuple[ServiceField, ...] = ()
    clocks: ClockTable = ClockTable()
    export_route: ExportRoute = ExportRoute()
    client: ClientReading = ClientReading()
    calibration: Value[Calibration] = State.NOT_ATTEMPTED
