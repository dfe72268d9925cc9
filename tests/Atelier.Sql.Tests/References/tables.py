"""Makes tables.json: what pandas reads from real tables. Run: /usr/bin/python3 tables.py FOLDER_OF_CSV_FILES"""
import json
import os
import sys

import pandas as pd

folder = sys.argv[1]
tables = {}
for name in sorted(os.listdir(folder)):
    if name.endswith(".csv"):
        frame = pd.read_csv(os.path.join(folder, name))
        columns = []
        for column in frame.columns:
            values = frame[column]
            numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
            text = values.dropna().astype(str)
            columns.append({
                "name": column,
                "dtype": str(values.dtype),
                "missing": int(values.isna().sum()),
                "distinct": int(values.nunique()),
                "sum": float(values.sum()) if numeric else None,
                "letters": None if numeric else int(text.str.len().sum()),
            })
        tables[name] = {"rows": len(frame), "columns": columns}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tables.json"), "w") as file:
    json.dump({"made_by": f"pandas {pd.__version__}", "tables": tables}, file, indent=1)
    file.write("\n")
