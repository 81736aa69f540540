"""What is measured, each part in processes and on databases of its own."""
