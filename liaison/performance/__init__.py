"""履职考核: the year's figures of each member, and the workbook they go out in."""
