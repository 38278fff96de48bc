"""The report as JUnit XML."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from wellwired.findings import Severity
from wellwired.reports import Report, render

from .laid import Judged


def read(report: Report) -> ET.Element:
    return ET.fromstring(render("junit", report))


def test_a_failing_finding_is_a_failure_and_one_below_is_not(shop: Judged) -> None:
    cases = {case.get("name", "").partition(":")[0]: case for case in read(shop.report).iter("testcase")}
    failure = cases["wrong-method"].find("failure")
    assert failure is not None
    assert "fix: set IntegrationHttpMethod to POST" in (failure.text or "")
    assert cases["silent-alarm"].find("failure") is None
    assert "can never fire" in (cases["silent-alarm"].findtext("system-out") or "")


def test_the_failing_severity_moves_the_line(shop: Judged) -> None:
    assert read(shop.report).get("failures") == "4"
    assert read(replace(shop.report, fail_on=Severity.NOTE)).get("failures") == "7"
    assert read(replace(shop.report, fail_on=None)).get("failures") == "0"


def test_what_was_allowed_is_skipped_with_its_reason(shop: Judged) -> None:
    skipped = read(shop.report).findall(".//skipped")
    assert [item.get("message") for item in skipped] == ["allowed by the template: shared by the team on purpose"]


def test_a_clean_file_is_one_passing_case(clean: Report) -> None:
    suites = read(clean)
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("1", "0", "0")
    assert suites.find("testsuite/testcase").attrib == {  # type: ignore[union-attr]
        "name": "well wired",
        "classname": "clean.yaml",
    }


def test_the_counts_of_each_suite_are_those_of_its_cases(shop: Judged, hostile: Report) -> None:
    for report in (shop.report, hostile):
        for suite in read(report).iter("testsuite"):
            assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
            assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
            assert int(suite.get("errors", "")) == len(suite.findall("testcase/error"))


def test_hostile_names_leave_the_xml_well_formed(hostile: Report) -> None:
    text = render("junit", hostile)
    assert "\x1b" not in text
    assert "<script>" not in text
    suites = ET.fromstring(text)
    assert suites.get("errors") == "2"
    assert any("<script>" in case.get("name", "") for case in suites.iter("testcase"))
