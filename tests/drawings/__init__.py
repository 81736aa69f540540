"""The pictures of docs/architecture.md, drawn from the code: `make drawings`. A test fails while one is out of date."""
