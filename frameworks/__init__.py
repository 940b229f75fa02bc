"""What good looks like in this Trust: values, objectives and versions of its competency framework."""
