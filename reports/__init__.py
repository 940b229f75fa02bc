"""What we tell people: homes, dashboards, PDF reports and exports."""
