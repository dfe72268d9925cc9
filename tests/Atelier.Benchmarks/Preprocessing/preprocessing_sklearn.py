"""scikit-learn's half of the preprocessing benchmark: reads the same table and texts, then does the work named on each line of the input
and answers with its seconds. Arguments: table.csv texts.txt"""
import sys
import time

try:
    import numpy as np
    import pandas as pd
    from sklearn.compose import ColumnTransformer
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import OneHotEncoder, StandardScaler
except ImportError as error:
    print(f"skip: {error}; install python3-sklearn and python3-pandas", flush=True)
    sys.exit()

table = pd.read_csv(sys.argv[1])
texts = [line.rstrip("\n") for line in open(sys.argv[2], encoding="utf-8")]
names = [name for name in table.columns if table[name].dtype == object]
numbers = [name for name in table.columns if table[name].dtype != object]


def columns(dense):
    encoder = OneHotEncoder(sparse_output=not dense, dtype=np.float32)
    return ColumnTransformer([("categories", encoder, names), ("numbers", StandardScaler(), numbers)], sparse_threshold=0 if dense else 1)


works = {
    "dense": lambda: columns(True).fit_transform(table).astype(np.float32, copy=False),
    "sparse": lambda: columns(False).fit_transform(table),
    "tf-idf": lambda: TfidfVectorizer(dtype=np.float32).fit_transform(texts),
}
print("ready", flush=True)

for line in sys.stdin:
    start = time.perf_counter()
    result = works[line.strip()]()
    taken = time.perf_counter() - start
    print(taken, result.shape[0], result.shape[1], flush=True)
