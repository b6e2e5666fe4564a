"""Writes the models in onnx/ beside it: one of more features than are taken, and three whose weights are in files
that are no business of theirs.

    pip install onnx && python make_onnx.py
"""

import pathlib

import onnx
from onnx import TensorProto, helper

FOLDER = pathlib.Path(__file__).parent / "onnx"


def save(name, nodes, features, weights):
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["n", 1, 28, 28])
    output = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", features])
    graph = helper.make_graph(nodes, "g", [image], [output], [weights])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    (FOLDER / name).write_bytes(model.SerializeToString())


def save_with_weights_in(location, name):
    weights = TensorProto(name="weights", data_type=TensorProto.FLOAT, dims=[1, 1])
    weights.data_location = TensorProto.EXTERNAL
    for key, value in ("location", location), ("offset", "0"), ("length", "4"):
        weights.external_data.add(key=key, value=value)
    nodes = [
        helper.make_node("Flatten", ["image"], ["flat"]),
        helper.make_node("ReduceSum", ["flat"], ["sum"], keepdims=1),
        helper.make_node("MatMul", ["sum", "weights"], ["features"]),
    ]
    save(name, nodes, 1, weights)


FOLDER.mkdir(exist_ok=True)
save(
    "many-features.onnx",
    [
        helper.make_node("Flatten", ["image"], ["flat"]),
        helper.make_node("Tile", ["flat", "times"], ["features"]),
    ],
    78400,
    helper.make_tensor("times", TensorProto.INT64, [2], [1, 100]),
)
save_with_weights_in("/etc/passwd", "absolute.onnx")
save_with_weights_in("../pom.xml", "parent.onnx")
save_with_weights_in("pom.xml", "relative.onnx")
