# A WebSocket client in another language: Python's `websockets`. Says what it got as one JSON line, for the test.
import asyncio
import json
import sys

import websockets


async def main(url):
    messages = ["", "Iolaus 九头蛇 🐍", b"", bytes(range(256)), "x" * 65535, "y" * 65536, b"z" * 1_000_000]
    async with websockets.connect(url, max_size=2**24) as socket:
        same = []
        for message in messages:
            await socket.send(message)
            same.append(await socket.recv() == message)
        await socket.send(["frag", "men", "ted"])
        fragmented = await socket.recv()
        await asyncio.wait_for(await socket.ping(b"are you there"), 10)
        extensions = [extension.name for extension in socket.extensions]
        await socket.close(4321, "bye")
        print(json.dumps({
            "same": same,
            "fragmented": fragmented,
            "extensions": extensions,
            "code": socket.close_code,
        }))


asyncio.run(main(sys.argv[1]))
