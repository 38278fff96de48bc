"""What keeps inline code for Node.js from loading."""

import pytest

from wellwired.model.node_loading import find_missing, find_unbalanced


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("const axios = require('axios');", ["axios"]),
        ('const { get } = require("lodash/fp")', ["lodash/fp"]),
        ("import middy from '@middy/core';\nimport 'dotenv/config';", ["@middy/core", "dotenv/config"]),
        ("const own = require('./own');", ["./own"]),
        ("const AWS = require('aws-sdk');", ["aws-sdk"]),
        ("const fs = require('fs/promises'), crypto = require('node:crypto');", []),
        ("const { S3 } = require('@aws-sdk/client-s3');\nconst s = require('@smithy/signature-v4');", []),
        ("const response = require('cfn-response');", []),
        ("const put = require('/opt/nodejs/put');", []),
        ("try { require('axios') } catch {}", []),
        ("exports.handler = async () => { const axios = require('axios'); };", []),
        ("const lazy = () => require('axios');", []),
        ("// const axios = require('axios');\nconst text = `\nrequire('axios')`;", []),
        ("const name = 'axios';\nconst one = require(name);", []),
    ],
)
def test_modules_at_the_top_of_the_code_are_looked_for(text: str, missing: list[str]) -> None:
    assert [asked.module for asked in find_missing(text, "nodejs22.x")] == missing


def test_the_second_sdk_came_with_the_older_runtimes() -> None:
    assert find_missing("const AWS = require('aws-sdk');", "nodejs16.x") == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("exports.handler = async () => {\n  return [1, 2;\n};", 2),
        ("exports.handler = async () => {\n", 1),
        ("const a = { b: ')' /* ( */ }; // [\nconst c = `${'{'}`;", None),
        ("const a = [/[)]/];", None),
        ("const half = total / 2; f(", None),  # the slash may have been an expression's
    ],
)
def test_a_bracket_without_counterpart_keeps_the_module_from_loading(text: str, line: int | None) -> None:
    fault = find_unbalanced(text)
    assert (fault.line if fault else None) == line
