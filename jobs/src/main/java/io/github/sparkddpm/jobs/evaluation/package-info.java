/** What is judged, and the page, pictures and JSON that say how it turned out. */
package io.github.sparkddpm.jobs.evaluation;
