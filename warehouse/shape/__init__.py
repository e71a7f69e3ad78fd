"""Raw batches to typed rows with area and topic, as the contract says; failed cells are noted, not lost."""

from warehouse.shape.again import reshape_batch
from warehouse.shape.batch import Shaped, shape_batch
from warehouse.shape.context import ShapeContext, shape_context
from warehouse.shape.errors import ShapeError

__all__ = ["ShapeContext", "ShapeError", "Shaped", "reshape_batch", "shape_batch", "shape_context"]
