"""What the model is compared with, on the same split: TF-IDF with logistic regression, and VADER."""

from collections.abc import Sequence

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from training.listening.calibrating import Calibration, calibrated
from training.listening.inputs import Comments, Targets

STRENGTH = 4.0
FEELING = {
    "positive": "admiration amusement approval caring desire excitement gratitude joy love optimism pride relief",
    "negative": "anger annoyance disappointment disapproval disgust embarrassment fear grief nervousness remorse sadness",
    "neutral": "neutral",
}
"""GoEmotions' sentiments, so that VADER, which knows no emotions, can be compared; its ambiguous four are left out."""


def tfidf(train: Comments, dev: Comments, test: Comments, heads: Sequence[Targets]) -> tuple[Targets, Calibration]:
    """TF-IDF of words and pairs, one logistic regression for each label, calibrated on dev as ours; its test logits.

    `heads` are the train, dev and test truths of the labels.
    """
    reader = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode")
    seen, tuning, unseen = reader.fit_transform(train.texts), reader.transform(dev.texts), reader.transform(test.texts)
    wanted, wanted_dev, _ = heads
    said_dev, said = np.zeros_like(wanted_dev), np.zeros((unseen.shape[0], wanted.shape[1]), np.float32)
    for label in range(wanted.shape[1]):
        fit = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear").fit(seen, wanted[:, label])
        said_dev[:, label], said[:, label] = fit.decision_function(tuning), fit.decision_function(unseen)
    return said, calibrated(said_dev, wanted_dev, 1.0)


def vader(texts: Sequence[str]) -> Targets:
    """VADER's positive, negative and neutral, each 0 or 1, at the bounds its authors give."""
    reader = SentimentIntensityAnalyzer()
    compound = np.array([reader.polarity_scores(text)["compound"] for text in texts])
    positive, negative = compound >= 0.05, compound <= -0.05
    return np.stack([positive, negative, ~positive & ~negative], axis=1).astype(np.float32)
