"""Which requests are let in, and what browsers are told so that a page cannot be turned against its reader."""
