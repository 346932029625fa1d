/** The posestream command. */
@NullMarked
package io.posestream.job.command;

import org.jspecify.annotations.NullMarked;
