"""Measures the figures of the data card: bags of words and of word pairs with logistic regression and naive Bayes.

    python3 reference.py        needs pandas and scikit-learn
"""

import pathlib
import sys

import pandas as pd
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline

FOLDER = pathlib.Path(__file__).parent


def main():
    train, test = (pd.read_csv(FOLDER / f"{part}.csv.gz") for part in ["train", "test"])
    print(f"Python {sys.version.split()[0]}, pandas {pd.__version__}, scikit-learn {sklearn.__version__}")
    for name, data in [("train", train), ("test", test)]:
        words = data.text.str.lower().str.findall(r"[\w'-]+")
        print(f"{name}: {len(data)} rows, {data.sentiment.value_counts().to_dict()}, words a sentence {words.str.len().mean():.1f}"
              f" ({words.str.len().min()} to {words.str.len().max()}), vocabulary {len(set(words.explode()))}")
    models = [
        ("naive Bayes, words", make_pipeline(CountVectorizer(token_pattern=r"[\w'-]+"), MultinomialNB())),
        ("logistic regression, words", make_pipeline(TfidfVectorizer(token_pattern=r"[\w'-]+"), LogisticRegression(C=4, max_iter=1000))),
        ("logistic regression, words and pairs",
         make_pipeline(TfidfVectorizer(token_pattern=r"[\w'-]+", ngram_range=(1, 2)), LogisticRegression(C=30, max_iter=1000))),
    ]
    for name, model in models:
        model.fit(train.text, train.sentiment)
        print(f"{name}: test {model.score(test.text, test.sentiment):.3f}, train {model.score(train.text, train.sentiment):.3f}")


if __name__ == "__main__":
    main()
