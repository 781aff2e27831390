"""`python -m simulator`, and its page in a browser's place, end to end."""

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.asyncio
async def test_it_serves_alone_until_told_to_stop_even_with_a_page_open() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", "--port", "0", "--token", "42:x", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().split()[2]
    async with aiohttp.ClientSession() as client:
        async with client.get(f"{url}/bot42:x/getMe") as answer:
            assert (await answer.json())["result"]["username"] == "vigie_demo_bot"
        async with client.get(f"{url}/events") as stream:
            assert await stream.content.readline() == b"event: setup\n"
            process.send_signal(signal.SIGTERM)
            assert await asyncio.wait_for(process.wait(), 5) == 0
