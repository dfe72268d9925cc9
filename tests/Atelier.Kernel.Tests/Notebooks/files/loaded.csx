int loaded = 9;
