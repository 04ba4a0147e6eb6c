"""Tries one client's surfaces against a model of one provider, and prints what became of each: a line of JSON a surface.

Usage: run.py <client> <origin> <key> <provider> <model> <model that thinks> <model of embeddings, or -> <surface>...
"""

import importlib
import json
import sys
import traceback

from material import Context, Missing

client, origin, key, provider, model, thinker, embedder, *names = sys.argv[1:]
context = Context(origin, key, provider, model, thinker, None if embedder == "-" else embedder)
surfaces = importlib.import_module(client).connect(context)
unknown = set(surfaces) - set(names)
assert not unknown, f"{client}: nobody asks for {unknown}"


def outcome(surface):
    if surface is None:
        return {"failed": "the client does not say"}
    if isinstance(surface, Missing):
        return {"none": surface.reason}
    try:
        surface()
    except Exception:  # Whatever a client raises is what became of the surface.
        return {"failed": traceback.format_exc()[-4000:]}
    return {"green": True}


for name in names:
    print(json.dumps({"surface": name, **outcome(surfaces.get(name))}), flush=True)
