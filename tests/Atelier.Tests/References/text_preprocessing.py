"""Makes text_preprocessing.json: what scikit-learn 1.2 gives for the sentences in it, and what a plain byte-pair encoding written
down here learns from them. Run: /usr/bin/python3 text_preprocessing.py FOLDER_OF_RT_POLARITY"""
import json
import os
import sys
import unicodedata

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer, strip_accents_unicode

folder = sys.argv[1]


def lines(name, count, start=0):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file][start:start + count]


sentences = lines("positive.txt", 60) + lines("negative.txt", 60)
odd = [
    "It's   the\tend -- of the_world, isn't it?", "ÀÉÎ Öl straße x9 naïve", "東京 は 大きい 都市 です", "a b c I", "",
    "emoji 😀👍🏽 und 𝒳𝒴𝒵 math", "e\u0301 combining cafe\u0301 café", "tabs\t\t\tand\n\nlines", "ab", " x ", "١٢٣ ½ Ⅷ numbers", "!!!",
]
texts = sentences + odd


def tfidf(train, **options):
    vectorizer = TfidfVectorizer(**options).fit(texts[:train])
    result = vectorizer.transform(texts)
    result.sort_indices()
    return {
        "train": train, "terms": [str(t) for t in vectorizer.get_feature_names_out()],
        "counts": np.diff(result.indptr).tolist(), "indices": result.indices.tolist(), "values": [round(v, 9) for v in result.data.tolist()],
    }


def bytes_as_characters():
    shown = list(range(33, 127)) + list(range(161, 173)) + list(range(174, 256))
    table, spare = {}, 256
    for value in range(256):
        if value in shown:
            table[value] = chr(value)
        else:
            table[value] = chr(spare)
            spare += 1
    return table


alphabet = bytes_as_characters()


def kind(character):
    if character.isspace():
        return "space"
    category = unicodedata.category(character)
    return "letter" if category[0] in "LM" else "number" if category[0] == "N" else "other"


def pieces(text, longest=64):
    """The rule of the product in other words: split off one piece after the other."""
    result, at = [], 0

    def units(a, b):
        return sum(2 if ord(c) > 0xFFFF else 1 for c in text[a:b])

    while at < len(text):
        end = at
        while end < len(text) and kind(text[end]) == "space" and units(at, end) < longest:
            end += 1
        if end == len(text) or units(at, end) >= longest:
            pass
        elif end - at > 1:
            end -= 1
        elif end == at or text[at] == " ":
            wanted = kind(text[end])
            while end < len(text) and kind(text[end]) == wanted and units(at, end) < longest:
                end += 1
        result.append(text[at:end])
        at = end
    return result


def merged(word, pair, token):
    result, at = [], 0
    while at < len(word):
        if at + 1 < len(word) and (word[at], word[at + 1]) == pair:
            result.append(token)
            at += 2
        else:
            result.append(word[at])
            at += 1
    return tuple(result)


def train(corpus, size, least):
    """All pairs are counted afresh for each merge."""
    words = {}
    for text in corpus:
        for piece in pieces(text):
            word = tuple(4 + b for b in piece.encode("utf-8"))
            words[word] = words.get(word, 0) + 1
    tokens = ["<pad>", "<unk>", "<bos>", "<eos>"] + [alphabet[b] for b in range(256)]
    merges = []
    while len(tokens) < size:
        counts = {}
        for word, frequency in words.items():
            for pair in zip(word, word[1:]):
                counts[pair] = counts.get(pair, 0) + frequency
        if not counts:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        if counts[best] < least:
            break
        text = tokens[best[0]] + tokens[best[1]]
        if text in tokens[4:]:
            token = 4 + tokens[4:].index(text)
        else:
            token = len(tokens)
            tokens.append(text)
        if best not in merges:
            merges.append(best)
        changed = {}
        for word, frequency in words.items():
            new = merged(word, best, token)
            changed[new] = changed.get(new, 0) + frequency
        words = changed
    return tokens, merges


def encode(text, tokens, merges):
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    result = []
    for piece in pieces(text):
        word = tuple(4 + b for b in piece.encode("utf-8"))
        while True:
            pairs = [pair for pair in zip(word, word[1:]) if pair in ranks]
            if not pairs:
                break
            best = min(pairs, key=lambda pair: ranks[pair])
            word = merged(word, best, 4 + tokens[4:].index(tokens[best[0]] + tokens[best[1]]))
        result.extend(word)
    return result


def bpe(corpus, size, least):
    tokens, merges = train(corpus, size, least)
    return {
        "size": size, "least": least, "merges": [tokens[a] + " " + tokens[b] for a, b in merges], "vocabulary": tokens[260:],
        "encoded": [encode(text, tokens, merges) for text in texts],
    }


repeated = ["aaaa aaaaaaa aaa", "abcbcabcab abab cabcab bcbc", "  \n\n  x  y", "東東東京東京東"] * 2
result = {
    "made_by": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}",
    "texts": texts,
    "tf_idf": [
        tfidf(120),
        tfidf(len(texts), ngram_range=(1, 2), min_df=2),
        tfidf(len(texts), sublinear_tf=True, norm="l1", smooth_idf=False),
        tfidf(120, norm=None, use_idf=False, lowercase=False),
        tfidf(120, stop_words=["the", "and", "of", "it"], ngram_range=(2, 3), min_df=2),
        tfidf(120, binary=True, max_df=0.2, min_df=3),
        tfidf(len(texts), analyzer="char", ngram_range=(1, 3), min_df=20),
        tfidf(len(texts), analyzer="char_wb", ngram_range=(2, 5), min_df=15),
        tfidf(len(texts), analyzer="char_wb", ngram_range=(4, 4), min_df=2),
        tfidf(120, max_features=14),
    ],
    "stripped": [strip_accents_unicode(text) for text in texts],
    "bpe": [bpe(sentences, 700, 2), bpe(odd + sentences[:20], 420, 3), bpe(repeated, 300, 1)],
    "repeated": repeated,
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "text_preprocessing.json"), "w", encoding="utf-8") as file:
    json.dump(result, file, separators=(",", ":"), ensure_ascii=True)
    file.write("\n")
