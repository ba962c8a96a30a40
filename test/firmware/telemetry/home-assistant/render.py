"""Renders templates with Jinja itself, in the sandbox that Home Assistant uses, for rendered.json:

    node states.ts | python3 render.py > rendered.json
"""

import json
import sys

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

# An undefined variable is an error here, where Home Assistant would only write it to its log.
environment = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)


def render(template, state):
    return environment.from_string(template).render(value_json=state).strip()


renderings = json.load(sys.stdin)
for one in renderings:
    templates = one["templates"].items()
    one["rendered"] = {key: render(template, one["state"]) for key, template in templates}
json.dump({"jinja": jinja2.__version__, "renderings": renderings}, sys.stdout, indent=1)
print()
