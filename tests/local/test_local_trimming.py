"""What a template loses on its way to the embedded AWS."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from wellwired.local.trimming import PLACEHOLDER, Template, export_names, trim_template

COMPOSITE = {"Type": "AWS::CloudWatch::CompositeAlarm", "Properties": {"AlarmRule": "ALARM(a)"}}
TOPIC: dict[str, Any] = {"Type": "AWS::SNS::Topic", "Properties": {}}


def template(**resources: Any) -> Template:
    return {"Resources": resources}


def properties(given_template: Template, logical_id: str) -> Any:
    trimmed, _ = trim_template(given_template)
    return trimmed["Resources"][logical_id]["Properties"]


def test_a_template_the_emulator_takes_is_returned_as_it_is() -> None:
    whole = template(Topic=TOPIC)

    assert trim_template(whole) == (whole, [])


def test_each_resource_left_out_is_named_by_its_construct_path_and_reason() -> None:
    path = {"Metadata": {"aws:cdk:path": "Api/Alarms/Paging/Resource"}}

    trimmed, left_out = trim_template(template(Paging={**COMPOSITE, **path}, Topic=TOPIC))

    assert list(trimmed["Resources"]) == ["Topic"]
    assert [(one.resource_type, one.name, one.reason) for one in left_out] == [
        ("AWS::CloudWatch::CompositeAlarm", "Api/Alarms/Paging", "composite alarms are not emulated")
    ]


def test_a_metric_math_alarm_is_left_out_and_a_plain_alarm_stays() -> None:
    plain = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"MetricName": "Errors"}}
    math = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"Metrics": [{"Id": "m", "Expression": "a / b"}]}}

    trimmed, _ = trim_template(template(Plain=plain, Math=math))

    assert list(trimmed["Resources"]) == ["Plain"]


def test_a_list_loses_the_element_that_refers_to_what_is_gone() -> None:
    actions = {"Type": "X", "Properties": {"Actions": [{"Fn::GetAtt": ["Gone", "Arn"]}, {"Ref": "Topic"}]}}

    assert properties(template(Gone=COMPOSITE, Topic=TOPIC, Kept=actions), "Kept") == {"Actions": [{"Ref": "Topic"}]}


def test_a_property_that_is_a_reference_to_what_is_gone_is_removed() -> None:
    kept = {"Type": "X", "Properties": {"Alarm": {"Ref": "Gone"}, "Dotted": {"Fn::GetAtt": "Gone.Arn"}, "Other": 1}}

    assert properties(template(Gone=COMPOSITE, Kept=kept), "Kept") == {"Other": 1}


def test_joined_text_keeps_its_length_in_parts_so_that_json_in_it_stays_json() -> None:
    body = {"Fn::Join": ["", ['{"alarms":["', {"Fn::GetAtt": ["Gone", "Arn"]}, '"]}']]}
    kept = {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardBody": body}}

    (_, parts) = properties(template(Gone=COMPOSITE, Kept=kept), "Kept")["DashboardBody"]["Fn::Join"]

    assert json.loads("".join(parts)) == {"alarms": [PLACEHOLDER]}


def test_substituted_text_gets_the_placeholder_and_keeps_its_other_variables() -> None:
    kept = {
        "Type": "X",
        "Properties": {
            "Short": {"Fn::Sub": "${Gone.Arn} of ${AWS::Region}"},
            "Long": {"Fn::Sub": ["${Alias} ${Gone}", {"Alias": {"Ref": "Gone"}, "Gone": "shadow"}]},
        },
    }

    assert properties(template(Gone=COMPOSITE, Kept=kept), "Kept") == {
        "Short": {"Fn::Sub": f"{PLACEHOLDER} of ${{AWS::Region}}"},
        "Long": {"Fn::Sub": ["${Alias} ${Gone}", {"Alias": PLACEHOLDER, "Gone": "shadow"}]},
    }


def test_a_branch_of_a_condition_that_is_gone_becomes_no_value() -> None:
    kept = {"Type": "X", "Properties": {"Alarm": {"Fn::If": ["Paging", {"Ref": "Gone"}, "none"]}}}

    chosen = properties(template(Gone=COMPOSITE, Kept=kept), "Kept")["Alarm"]

    assert chosen == {"Fn::If": ["Paging", {"Ref": "AWS::NoValue"}, "none"]}


def test_a_computed_value_goes_with_what_it_is_computed_from() -> None:
    kept = {"Type": "X", "Properties": {"Name": {"Fn::Select": [6, {"Fn::Split": [":", {"Ref": "Gone"}]}]}}}

    assert properties(template(Gone=COMPOSITE, Kept=kept), "Kept") == {}


def test_no_resource_waits_for_what_is_gone() -> None:
    one = {"Type": "X", "DependsOn": "Gone"}
    both = {"Type": "X", "DependsOn": ["Gone", "Topic"]}

    trimmed, _ = trim_template(template(Gone=COMPOSITE, Topic=TOPIC, One=one, Both=both))

    assert trimmed["Resources"]["One"] == {"Type": "X"}
    assert trimmed["Resources"]["Both"] == {"Type": "X", "DependsOn": ["Topic"]}


def test_an_output_of_what_is_gone_is_gone_and_another_stays() -> None:
    outputs = {"A": {"Value": {"Ref": "Gone"}}, "B": {"Value": {"Ref": "Topic"}}}

    trimmed, _ = trim_template({**template(Gone=COMPOSITE, Topic=TOPIC), "Outputs": outputs})

    assert list(trimmed["Outputs"]) == ["B"]


def test_an_import_of_an_export_that_is_gone_is_gone_too() -> None:
    exporting = template(Gone=COMPOSITE)
    exporting["Outputs"] = {"A": {"Value": {"Ref": "Gone"}, "Export": {"Name": {"Fn::Sub": "${AWS::StackName}:A"}}}}
    importing = template(
        Kept={"Type": "X", "Properties": {"Alarm": {"Fn::ImportValue": {"Fn::Sub": "${AWS::StackName}:A"}}, "Other": 1}}
    )

    lost = export_names(exporting) - export_names(trim_template(exporting)[0])
    trimmed, left_out = trim_template(importing, lost)

    assert trimmed["Resources"]["Kept"]["Properties"] == {"Other": 1}
    assert left_out == []


def references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in references(item)]
    if not isinstance(node, dict):
        return []
    here = [node["Ref"]] if isinstance(node.get("Ref"), str) else []
    here += [node["Fn::GetAtt"][0]] if isinstance(node.get("Fn::GetAtt"), list) else []
    return here + [found for value in node.values() for found in references(value)]


leaves = st.one_of(
    st.text(max_size=5),
    st.integers(),
    st.sampled_from(["Gone", "Topic"]).map(lambda name: {"Ref": name}),
    st.sampled_from(["Gone", "Topic"]).map(lambda name: {"Fn::GetAtt": [name, "Arn"]}),
)
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(["A", "B", "C"]), inner, max_size=3),
        st.lists(inner, max_size=4).map(lambda parts: {"Fn::Join": ["", parts]}),
        st.lists(inner, min_size=1, max_size=4).map(lambda parts: {"Fn::Select": [0, parts]}),
    ),
    max_leaves=20,
)


@given(values)
def test_nothing_that_stays_refers_to_what_is_gone(value: Any) -> None:
    kept = {"Type": "X", "Properties": {"Value": value}}

    trimmed, _ = trim_template(template(Gone=COMPOSITE, Topic=TOPIC, Kept=kept))

    assert "Gone" not in references(trimmed["Resources"])
