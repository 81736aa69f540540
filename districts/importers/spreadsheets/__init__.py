"""Tables as people keep them: CSV, XLSX, XLSM, ODS and XLS."""
