#!/usr/bin/env python3
"""Plots how the time of a benchmark grows, as SVG, both axes logarithmic.

  tools/plot_growth.py BENCHMARK.json [NAME] > plot.svg

BENCHMARK.json is what Google Benchmark prints with --benchmark_format=json; NAME (plan_a_wave) is the benchmark,
whose argument is the size.
"""
import json
import math
import sys

WIDTH, HEIGHT, MARGIN = 640, 400, 56
IN_MS = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}


def points(document, name):
    found = {}
    for run in document["benchmarks"]:
        parts = run["name"].split("/")
        if parts[0] != name or not parts[-1].isdigit() or run.get("run_type", "iteration") != "iteration":
            continue
        found.setdefault(int(parts[-1]), []).append(run["cpu_time"] * IN_MS[run["time_unit"]])
    return sorted((size, sorted(times)[len(times) // 2]) for size, times in found.items())


def axis(values):
    low, high = (round_to(math.log10(value)) for value, round_to in ((min(values), math.floor), (max(values), math.ceil)))
    return low, max(high, low + 1)


def plot(measured, title):
    x_low, x_high = axis([size for size, _ in measured])
    y_low, y_high = axis([time for _, time in measured])

    def x(size):
        return MARGIN + (math.log10(size) - x_low) / (x_high - x_low) * (WIDTH - 2 * MARGIN)

    def y(time):
        return HEIGHT - MARGIN - (math.log10(time) - y_low) / (y_high - y_low) * (HEIGHT - 2 * MARGIN)

    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
             f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
             f'<text x="{MARGIN}" y="24" font-size="14">{title}</text>']
    for power in range(x_low, x_high + 1):
        at = x(10 ** power)
        lines.append(f'<path d="M{at:.1f} {MARGIN}V{HEIGHT - MARGIN}" stroke="#ddd"/>')
        lines.append(f'<text x="{at:.1f}" y="{HEIGHT - MARGIN + 18}" text-anchor="middle">{10 ** power:,}</text>')
    for power in range(y_low, y_high + 1):
        at = y(10.0 ** power)
        lines.append(f'<path d="M{MARGIN} {at:.1f}H{WIDTH - MARGIN}" stroke="#ddd"/>')
        lines.append(f'<text x="{MARGIN - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0 ** power:g}</text>')
    lines.append(f'<text x="{WIDTH / 2}" y="{HEIGHT - 14}" text-anchor="middle">tickets</text>')
    lines.append(f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">ms</text>')
    path = " ".join(f"{x(size):.1f},{y(time):.1f}" for size, time in measured)
    lines.append(f'<polyline points="{path}" fill="none" stroke="#36c" stroke-width="2"/>')
    for size, time in measured:
        lines.append(f'<circle cx="{x(size):.1f}" cy="{y(time):.1f}" r="3" fill="#36c">'
                     f"<title>{size:,} tickets: {time:.3g} ms</title></circle>")
    lines.append("</svg>")
    return "\n".join(lines)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    name = sys.argv[2] if len(sys.argv) > 2 else "plan_a_wave"
    with open(sys.argv[1], encoding="utf-8") as file:
        measured = points(json.load(file), name)
    if len(measured) < 2:
        sys.exit(f"{sys.argv[1]}: fewer than two sizes of {name}")
    print(plot(measured, f"Processor time of {name} on one core"))


if __name__ == "__main__":
    main()
