//! The API schema: the merged schema less all that is inaccessible.
