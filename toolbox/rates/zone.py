"""The time zone of the factoring business."""

LIMA = "America/Lima"
