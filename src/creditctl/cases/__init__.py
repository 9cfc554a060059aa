"""What people say between reminder and money: promises, disputes, arrangements, holds, notes."""
