"""What views share: the gate, forms made from columns, paging, navigation, errors and headers."""
