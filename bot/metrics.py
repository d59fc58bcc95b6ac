"""Metrics for Prometheus: what the parts count anyway, read when asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hmac import compare_digest
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

if TYPE_CHECKING:
    from prometheus_client.core import Metric

Readings = Callable[[], Mapping[str, Mapping[str, float]]]
GAUGES = frozenset({"open", "waiting", "jobs_failing", "jobs_late"})


class _Counted:
    """Turns readings {part: {name: number}} into metrics mingcha_PART_NAME."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        for part, counts in self._readings().items():
            for name, number in counts.items():
                kind = GaugeMetricFamily if name in GAUGES else CounterMetricFamily
                yield kind(
                    f"mingcha_{part}_{name}", f"{name.replace('_', ' ')} ({part})", value=number
                )


def metrics_route(readings: Readings, token: str) -> APIRouter:
    """Return the route /metrics, for whoever has the token; without one there is no such page.

    An address proves nothing: behind a reverse proxy everybody's is the proxy's.
    """
    router = APIRouter()

    @router.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "").encode()
        if not token or not compare_digest(given, f"Bearer {token}".encode()):
            return Response(status_code=404)
        from prometheus_client import (  # only when asked: it brings a server of its own along
            CollectorRegistry,
            generate_latest,
        )

        registry = CollectorRegistry()
        registry.register(_Counted(readings))
        return Response(
            generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    return router
