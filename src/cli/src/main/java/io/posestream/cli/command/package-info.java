/** The posestream command. */
@NullMarked
package io.posestream.cli.command;

import org.jspecify.annotations.NullMarked;
