#!/bin/sh
# Makes the seeds of the `stream` target out of the recorded streams: two bytes (provider, size of the slices) and a body.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/stream
number=0
for provider in openai anthropic gemini fireworks; do
    folder=$provider
    [ "$provider" = fireworks ] && folder=openai
    for file in ../fixtures/"$folder"/*.sse; do
        [ -e "$file" ] || continue
        # Octal: the place in Provider::ALL, and slices of 7 bytes.
        { printf "\\00$number\\007"; cat "$file"; } >"corpus/stream/$provider-$(basename "$file")"
    done
    number=$((number + 1))
done
ls corpus/stream | wc -l
