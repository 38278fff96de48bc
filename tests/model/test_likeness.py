"""Slips of the pen are told from other names of the same family."""

import pytest

from wellwired.model.likeness import is_like


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("item-api-handler", "items-api-handler"),
        ("items-api-hander", "items-api-handler"),
        ("items_api_handler", "items-api-handler"),
        ("ItemsApiHandler", "items-api-handler"),
        ("${AWS::StackName}-order", "${AWS::StackName}-orders"),
    ],
)
def test_a_slip_is_like(first: str, second: str) -> None:
    assert is_like(first, second)
    assert is_like(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("items-api-handler", "items-api-handler"),
        ("items-get", "items-put"),
        ("orders-v1", "orders-v2"),
        ("orders", "orders-api"),
        ("create-user", "delete-user"),
        ("billing", "items-api-handler"),
        ("${AWS::StackName}-orders", "${Env}-orders"),
    ],
)
def test_another_name_of_the_family_is_not_like(first: str, second: str) -> None:
    assert not is_like(first, second)
