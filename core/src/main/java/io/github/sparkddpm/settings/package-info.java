/**
 * The check of a setting's range. The record nearest to the code that uses a key owns it: it
 * describes the key, checks its range, and is bound to the configuration by {@code jobs}.
 *
 * <p>This package imports no other. Start reading at {@link
 * io.github.sparkddpm.settings.InvalidValueException}.
 */
package io.github.sparkddpm.settings;
