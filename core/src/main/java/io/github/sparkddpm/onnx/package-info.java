/**
 * The U-Net as an ONNX model, for serving it elsewhere.
 *
 * <p>Start reading at {@link io.github.sparkddpm.onnx.OnnxModel}.
 */
package io.github.sparkddpm.onnx;
