from tests.gateway.shop import SHOP
from wellwired.gateway import Gateway, Request
from wellwired.readers import read_text


def test_a_wiring_answers_without_a_socket_by_running_its_own_code() -> None:
    with Gateway(read_text(SHOP)) as gateway:
        answer = gateway.handle(Request(path="/prod/items"))

    assert (answer.status, answer.body) == (200, b"")


def test_what_has_no_say_here_is_said_aloud() -> None:
    cached = (
        SHOP.replace("StageName: prod", "StageName: prod, CacheClusterEnabled: true")
        + """
  Firewall: {Type: AWS::WAFv2::WebACLAssociation, Properties: {ResourceArn: a, WebACLArn: b}}
"""
    )
    with Gateway(read_text(cached)) as gateway:
        told = " ".join(gateway.notices)

    assert "nothing is cached here" in told
    assert "no web ACL is asked here" in told
