/** From image files of any size and kind to the pixels that a network takes. */
package io.github.sparkddpm.data.image;
