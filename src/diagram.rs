//! The picture of a topology: layers, boxes, routes, cells.
