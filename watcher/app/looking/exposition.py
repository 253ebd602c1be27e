"""Figures in the text that Prometheus reads, format 0.0.4."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Scene = TypeVar("Scene")  # what the figures are read from
Figures = Mapping[tuple[str, ...], float]  # by the values of the labels, in their order


@dataclass(frozen=True, slots=True)
class Metric(Generic[Scene]):
    name: str  # of a counter, which only ever grows, it ends in _total
    help: str
    read: Callable[[Scene], Figures]
    labels: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        return "counter" if self.name.endswith("_total") else "gauge"


def exposition(metrics: Iterable[Metric[Scene]], scene: Scene) -> str:
    """All of them as they stand now."""
    return "".join(f"{line}\n" for metric in metrics for line in _lines(metric, metric.read(scene)))


def _lines(metric: Metric[Scene], figures: Figures) -> Iterator[str]:
    yield f"# HELP {metric.name} {_escaped(metric.help)}"
    yield f"# TYPE {metric.name} {metric.type}"
    for values, figure in figures.items():
        yield f"{metric.name}{_braced(metric.labels, values)} {figure:.15g}"


def _braced(labels: tuple[str, ...], values: tuple[str, ...]) -> str:
    named = ",".join(f'{label}="{_quotable(value)}"' for label, value in zip(labels, values, strict=True))
    return f"{{{named}}}" if named else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n")


def _quotable(text: str) -> str:
    return _escaped(text).replace('"', '\\"')
