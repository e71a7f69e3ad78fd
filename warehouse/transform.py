"""Pull, shape and mask as one stream of batches; nothing unmasked leaves this module."""

from __future__ import annotations

from collections.abc import Iterator

from privacy.masking import Masker
from schemas.contract import FeedContract
from schemas.settings import Settings
from schemas.window import Window
from warehouse.load import MaskedRows
from warehouse.shape import shape_batch, shape_context
from warehouse.sources import pull


def masked_rows(contract: FeedContract, window: Window, settings: Settings) -> Iterator[MaskedRows]:
    """The window's rows as the department delivers them, shaped and masked, batch by batch."""
    context = shape_context(contract, settings)
    masker = Masker.for_contract(contract, settings)
    for raw in pull(contract, window, settings):
        shaped = shape_batch(raw, contract, context)
        masked = masker.mask(shaped.batch)
        yield MaskedRows(masked.batch, masked.findings, shaped.dropped_columns)
