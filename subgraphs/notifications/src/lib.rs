//! Messages, templates and their delivery.
