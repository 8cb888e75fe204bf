"""The sheets of the year: the workbook of figures, and schemes of assessment."""
