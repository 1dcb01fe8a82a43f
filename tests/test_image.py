"""The image and the compose file: what can be told of them without an engine that runs them."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from app.server.limits import LIMITS
from app.settings import ROOT, variables

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
NGINX = (ROOT / "docs" / "nginx.conf").read_text()
OF_COMPOSE = {"CHANCERY_OWNER_PASSWORD", "CHANCERY_READER_PASSWORD", "CHANCERY_SUBNET"}
"""Variables of the compose file alone."""


def program(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def stages() -> dict[str, list[str]]:
    """The instructions of each stage of the Dockerfile, by its name; the last has none."""
    found: dict[str, list[str]] = {}
    lines = re.sub(r"\\\n|^#.*\n", "", DOCKERFILE, flags=re.MULTILINE).splitlines()
    for line in filter(None, lines):
        if line.startswith("FROM "):
            current = found.setdefault(line.partition(" AS ")[2], [])
        elif found:
            current.append(line)
    return found


def test_hadolint_has_nothing_to_say() -> None:
    done = subprocess.run([program("hadolint"), "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_compose_file_is_one() -> None:
    command = [program("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_everything_is_of_one_base_that_can_be_chosen() -> None:
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${BASE}"] * len(stages())
    (base,) = re.findall(r"^ARG BASE=(\S+)", DOCKERFILE, re.MULTILINE)
    assert re.fullmatch(r"[a-z./]+:[a-z0-9.-]+", base)
    assert not base.endswith(":latest")


def test_nothing_comes_from_the_network_unproved() -> None:
    assert not re.search(r"^ADD |curl|wget|https?://|\bgit\b", DOCKERFILE, re.MULTILINE)
    for line in re.findall(r"pip install.*", DOCKERFILE.replace("\\\n", "")):
        assert "--require-hashes" in line
        assert "--only-binary=:all:" in line


@pytest.mark.parametrize("name", ["", "nginx"])
def test_what_is_run_is_run_by_nobody(name: str) -> None:
    instructions = stages()[name]
    users = [number for number, line in enumerate(instructions) if line.startswith("USER ")]
    assert [instructions[number] for number in users] == ["USER 65534:65534"]
    assert not any(line.startswith(("RUN ", "COPY ")) for line in instructions[users[0] :])
    (command,) = [line.removeprefix("CMD ") for line in instructions if line.startswith("CMD ")]
    assert isinstance(json.loads(command), list), "a shell would not pass the signal to stop on"


def test_the_image_checks_its_health_and_has_no_tools() -> None:
    instructions = stages()[""]
    assert list(stages())[-1] == "", "what is built without a target is the server"
    assert any(line.startswith("HEALTHCHECK ") and "app.health" in line for line in instructions)
    (installed,) = [line for line in instructions if "apt-get" in line]
    assert re.findall(r"--no-install-recommends (.*?) +&&", installed) == ["python3"]
    assert "pip uninstall" in "".join(stages()["build"])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert re.match("unless-stopped|on-failure:[0-9]", service["restart"])
    limits = service["deploy"]["resources"]["limits"]
    assert set(limits) == {"cpus", "memory", "pids"}
    assert set(service["logging"]["options"]) == {"max-size", "max-file"}
    health = service["healthcheck"]
    assert health.get("disable") is True if name == "ingest" else health["test"][0] == "CMD"
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:"), "what the world sees is for the operator to say"
    assert all("docker.sock" not in volume for volume in service.get("volumes", []))


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_built_here_or_pinned(name: str) -> None:
    service = SERVICES[name]
    if "build" in service:
        assert service["image"].endswith(":local")
    else:
        assert re.fullmatch(r"[a-z]+:[0-9]+\.[0-9]+-[a-z]+", service["image"])


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_is_in_the_file(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        if "PASSWORD" in variable:
            assert re.fullmatch(r"\$\{CHANCERY_(OWNER|READER)_PASSWORD-\}", value)
        assert re.search(r"://[^@/]*:[^@/]*@", value) is None, variable


def test_a_missing_password_is_said_by_name() -> None:
    script = SERVICES["database"]["entrypoint"][-1].replace("$$", "$").replace("exec docker-entrypoint.sh", "echo")
    for given, said in (
        ({}, "set CHANCERY_OWNER_PASSWORD"),
        ({"CHANCERY_OWNER_PASSWORD": "a", "CHANCERY_READER_PASSWORD": ""}, "set CHANCERY_READER_PASSWORD"),
        ({"CHANCERY_OWNER_PASSWORD": "a", "CHANCERY_READER_PASSWORD": "b"}, "postgres"),
    ):
        environment = {"PATH": "/usr/bin:/bin", **given}
        done = subprocess.run(["bash", "-ec", script], env=environment, capture_output=True, text=True, check=False)
        assert said in done.stdout + done.stderr
        assert (done.returncode == 0) == (said == "postgres")


def test_settings_exist() -> None:
    text = (ROOT / "docker-compose.yml").read_text()
    assert set(re.findall(r"CHANCERY_\w+|DATABASE_URL", text + DOCKERFILE)) <= variables() | OF_COMPOSE
    for name in re.findall(r"CHANCERY_\w+", text):
        assert name in (ROOT / "docs" / "operations.md").read_text(), name


def test_the_default_is_one_service_and_the_profile_all_others() -> None:
    assert [name for name, service in SERVICES.items() if "profiles" not in service] == ["chancery"]
    assert {name: service["profiles"] for name, service in SERVICES.items() if name != "chancery"} == {
        name: ["replicas"] for name in ("nginx", "api-1", "api-2", "api-3", "ingest", "database")
    }


def test_replicas_are_alike_and_at_the_addresses_that_nginx_knows() -> None:
    replicas = [name for name in SERVICES if name.startswith("api-")]
    hosts = dict(entry.split(":", 1) for entry in SERVICES["nginx"]["extra_hosts"])
    for name in replicas:
        address = SERVICES[name]["networks"]["back"]["ipv4_address"]
        assert hosts[name] == address
        assert {**SERVICES[name], "networks": None} == {**SERVICES[replicas[0]], "networks": None}
    for upstream in ("api", "first"):
        (block,) = re.findall(rf"upstream {upstream} {{(.*?)\n    }}", NGINX, re.DOTALL)
        assert re.findall(r"server (\S+):8000 ", block) == replicas


def test_only_the_one_that_publishes_has_the_owner_s_password() -> None:
    urls = {name: service.get("environment", {}).get("DATABASE_URL", "") for name, service in SERVICES.items()}
    assert {name for name, url in urls.items() if "chancery_owner" in url} == {"ingest"}
    assert {name for name, url in urls.items() if "chancery_reader" in url} == {"api-1", "api-2", "api-3"}
    owning = {name for name, service in SERVICES.items() if "OWNER_PASSWORD" in str(service.get("environment"))}
    assert owning == {"ingest", "database"}


def test_what_is_behind_nginx_reaches_nothing_else() -> None:
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"chancery", "nginx"}
    for name, service in SERVICES.items():
        if name not in ("chancery", "nginx"):
            assert set(service["networks"]) == {"back"}


def test_files_that_are_mounted_exist() -> None:
    for config in COMPOSE["configs"].values():
        assert (ROOT / config["file"]).is_file()
    mounted = [volume for service in SERVICES.values() for volume in service.get("volumes", [])]
    for source in (volume.split(":")[0] for volume in mounted):
        assert source in COMPOSE["volumes"] or (ROOT / source).is_dir()


def test_nginx_lets_go_of_connections_before_the_api_does() -> None:
    kept = [int(seconds) for seconds in re.findall(r"^        keepalive_timeout (\d+)s;", NGINX, re.MULTILINE)]
    assert len(kept) == 2
    assert max(kept) < LIMITS.idle
