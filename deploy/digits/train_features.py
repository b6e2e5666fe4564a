#!/usr/bin/env python3
"""Trains the small network whose features `evaluate` compares digits by, and writes it as ONNX.

    pip install numpy torch onnx onnxscript
    python deploy/digits/train_features.py

Trains on the first 9,000 of the bundled digits and tests on the last 1,000. The same versions of the
packages give the same network.
"""

import gzip
import pathlib

import numpy as np
import onnx
import torch
from torch import nn
from torch.nn import functional as F

FOLDER = pathlib.Path(__file__).parent
FEATURES = 32
TRAINED_ON = 9000
EPOCHS = 20
BATCH = 64


class DigitFeatures(nn.Module):
    """[B, 1, 28, 28] in [0, 1] -> features [B, 32], the input of the last layer, and logits [B, 10]."""

    def __init__(self):
        super().__init__()
        self.near = nn.Conv2d(1, 16, 3, padding=1)
        self.far = nn.Conv2d(16, 32, 3, padding=1)
        self.features = nn.Linear(32 * 7 * 7, FEATURES)
        self.classes = nn.Linear(FEATURES, 10)

    def forward(self, image):
        x = F.max_pool2d(F.relu(self.near(image)), 2)
        x = F.max_pool2d(F.relu(self.far(x)), 2)
        features = self.features(x.flatten(1))
        return features, self.classes(F.dropout(F.relu(features), 0.2, self.training))


def read(name, header):
    with gzip.open(FOLDER / name) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def moved(images):
    """The images of a batch, together, by up to two pixels each way."""
    down, right = torch.randint(-2, 3, (2,)).tolist()
    return torch.roll(F.pad(images, (2, 2, 2, 2)), (down, right), (2, 3))[:, :, 2:-2, 2:-2]


def main():
    torch.manual_seed(1)
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    pixels = read("digits-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28)
    images = torch.tensor(pixels, dtype=torch.float32) / 255
    labels = torch.tensor(read("digits-labels-idx1-ubyte.gz", 8), dtype=torch.int64)

    network = DigitFeatures()
    steps = EPOCHS * (TRAINED_ON // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), weight_decay=0.05)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=steps)
    for epoch in range(EPOCHS):
        for batch in torch.randperm(TRAINED_ON)[: TRAINED_ON // BATCH * BATCH].view(-1, BATCH):
            loss = F.cross_entropy(network(moved(images[batch]))[1], labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}", flush=True)

    network.eval()
    with torch.no_grad():
        right = (network(images[TRAINED_ON:])[1].argmax(1) == labels[TRAINED_ON:]).sum().item()
    print(f"test accuracy: {right} of {len(labels) - TRAINED_ON}")
    target = FOLDER / "digit-features.onnx"
    torch.onnx.export(
        network,
        (images[:2],),
        target,
        dynamo=True,
        external_data=False,
        input_names=["image"],
        output_names=["features", "logits"],
        dynamic_shapes={"image": {0: torch.export.Dim("batch")}},
    )
    model = onnx.load(target)
    # What the exporter notes of this machine and of its own passes.
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    for value in list(model.graph.value_info) + list(model.graph.input) + list(model.graph.output):
        del value.metadata_props[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]
    onnx.save(model, target)


if __name__ == "__main__":
    main()
