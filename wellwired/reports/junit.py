"""The report as JUnit XML: a suite a file, a test case a finding; what does not fail the run does not fail there.

Source: https://github.com/testmoapp/junitxml
"""

from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from wellwired.findings import Finding
from wellwired.reports import Report, place_of, shown
from wellwired.reports.text import effect_of, whereabouts


def render(report: Report) -> str:
    """A failure for each finding at or above the failing severity, an error for what could not be judged."""
    outcome = report.outcome
    cases: dict[str, list[Element]] = defaultdict(list)
    for file in outcome.files:
        cases[file] = []
    for finding in outcome.findings:
        cases[finding.file].append(_finding(report, finding))
    for allowed in outcome.allowed:
        cases[allowed.finding.file].append(_skipped(allowed.finding, f"allowed by {allowed.by}: {allowed.reason}"))
    for known in outcome.known:
        cases[known.file].append(_skipped(known, "known to the baseline"))
    for unread in outcome.unread:
        cases[unread.file].append(_error("readable", "not read", f"{unread.problem} {unread.remedy}"))
    for crash in outcome.crashes:
        cases[crash.address].append(_error(crash.rule, "internal error", crash.error))
    suites = Element("testsuites", name="wellwired")
    for file, items in cases.items():
        _suite(suites, shown(file), items or [Element("testcase", name="well wired")])
    _count(suites, list(suites.iter("testcase")))
    indent(suites)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(suites, encoding="unicode")}\n'


def _suite(suites: Element, file: str, cases: list[Element]) -> None:
    suite = SubElement(suites, "testsuite", name=file)
    for case in cases:
        case.set("classname", file)
        suite.append(case)
    _count(suite, cases)


def _count(element: Element, cases: list[Element]) -> None:
    element.set("tests", str(len(cases)))
    for counter, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if counter != "skipped" or element.tag == "testsuite":
            element.set(counter, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", "0")


def _case(finding: Finding) -> Element:
    return Element("testcase", name=f"{finding.rule}: {whereabouts(finding)}")


def _finding(report: Report, finding: Finding) -> Element:
    case = _case(finding)
    fails = report.fail_on is not None and finding.severity >= report.fail_on
    text = "\n".join(_lines(finding))
    if fails:
        failure = SubElement(case, "failure", type=finding.severity.word, message=shown(finding.message))
        failure.text = text
    else:
        SubElement(case, "system-out").text = f"{finding.severity.word}: {shown(finding.message)}\n{text}"
    return case


def _lines(finding: Finding) -> Iterator[str]:
    yield place_of(finding)
    effect = effect_of(finding)
    if effect:
        yield f"effect: {effect}"
    yield f"fix: {shown(finding.fix)}"


def _skipped(finding: Finding, why: str) -> Element:
    case = _case(finding)
    SubElement(case, "skipped", message=shown(why))
    return case


def _error(name: str, kind: str, text: str) -> Element:
    case = Element("testcase", name=name)
    SubElement(case, "error", type=kind, message=shown(text))
    return case
